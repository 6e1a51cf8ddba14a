/** What is said of the properties of a label's class, at this frame or of all of it. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useEffect, useRef } from "react"
import { clearValue, framesOf, isOpen, missing, setValue, valueAt } from "../editor-core/properties"
import type { Annotation, LabelClass, Property, Value } from "../editor-core/types"
import { useEditor, usePlayer, useView } from "./context"
import { PropertyInput } from "./PropertyInput"

export function PropertyFields({ record, labelClass }: { record: Annotation; labelClass: LabelClass }) {
  if (labelClass.properties.length === 0) return null
  return (
    <div className="ws-properties">
      {labelClass.properties.map((property) => (
        <PropertyField key={property.id} record={record} property={property} />
      ))}
    </div>
  )
}

function PropertyField({ record, property }: { record: Annotation; property: Property }) {
  const editor = useEditor()
  const shown = usePlayer((player) => player.shown)
  const asked = useView((state) => state.asked)
  const field = useRef<HTMLDivElement>(null)
  const frame = property.per_frame ? shown : 0
  const value = valueAt(record.steps, property.id, frame)
  const [open] = missing(record.steps, record.spans, [property])
  const sentence = asked?.record === record.id && asked.property === property.id && open ? asked.sentence : null
  useEffect(() => {
    if (sentence !== null) field.current?.querySelector<HTMLElement>("input, select, button")?.focus()
  }, [sentence])
  const say = (next: Value) => {
    if (editor.change(t`Set ${property.name}`, [setValue(record, property, frame, isOpen(next) ? null : next)]) && sentence !== null) editor.set({ asked: null })
  }
  const note = `property-${property.id}`
  return (
    <div ref={field} className={open ? "ws-property open" : "ws-property"}>
      <span className="ws-property-name">
        {property.name}
        {property.required && <span className="ws-dim"> <Trans>required</Trans></span>}
        {property.per_frame && <Steps record={record} property={property} frame={frame} />}
      </span>
      <PropertyInput property={property} value={value} say={say} problem={open !== undefined} describedBy={open ? note : undefined} />
      {open && (
        <p id={note} className="ws-bad" role={sentence === null ? undefined : "alert"}>
          {sentence ?? (property.per_frame ? t`Open from frame ${open.frame}` : t`Still open`)}
        </p>
      )}
    </div>
  )
}

/** How often it changes, and a way to take the change at this frame back. */
function Steps({ record, property, frame }: { record: Annotation; property: Property; frame: number }) {
  const editor = useEditor()
  const frames = framesOf(record.steps, property.id)
  const here = frames.includes(frame)
  return (
    <span className="ws-dim ws-num">
      {" "}
      <Trans>from this frame on</Trans>{frames.length > 0 && ` · ${plural(frames.length, { one: "# step", other: "# steps" })}`}
      {here && (
        <button type="button" className="ws-link" onClick={() => editor.change(t`Clear ${property.name}`, [clearValue(record, property, frame)])}>
          <Trans>Take back here</Trans>
        </button>
      )}
    </span>
  )
}
