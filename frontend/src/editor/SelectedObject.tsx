/** The selected label: what it is, what is said of it, and what can be done with it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconDots, IconTrash } from "@tabler/icons-react"
import { convert } from "../editor-core/commands/arrange"
import { command } from "../editor-core/commands/registry"
import { becomes } from "../editor-core/convert"
import { isGuess } from "../editor-core/records"
import { shapeOfKind } from "../editor-core/shapes/registry"
import type { Annotation } from "../editor-core/types"
import { said } from "../editor-core/words"
import { later } from "../ui/later"
import { decimal } from "../ui/words"
import { useEditor, useRecords, useView } from "./context"
import { IconMenu } from "./IconMenu"
import { Instance, kindOf, Switches, Verdicts } from "./LabelParts"
import { IconButton, Swatch } from "./parts"
import { PropertyFields } from "./PropertyFields"
import { SelectedMany } from "./SelectedMany"
import { named, useKeyOf } from "./shortcuts"
import { SpanFields } from "./SpanFields"
import { TrackFields } from "./TrackFields"

const CommandItem = later(async () => (await import("./CommandItem")).CommandItem)

export function SelectedObject() {
  const editor = useEditor()
  useRecords()
  useView((state) => state.selected)
  const key = useKeyOf("delete")
  const many = useView((state) => state.others.size > 0)
  const record = editor.selected
  const labelClass = record && editor.classOf(record.class_id)
  if (many) return <SelectedMany />
  if (!record || !labelClass) return null
  return (
    <section className="ws-selected">
      <div className="ws-head">
        <Swatch slot={labelClass.color} />
        <h2 className="ws-cut">{labelClass.name}</h2>
        <span className="ws-badge">{kindOf(record)}</span>
        {isGuess(record) && <span className="ws-badge model"><Trans>Model {decimal(record.confidence ?? 0, 2)}</Trans></span>}
        <span className="ws-grow" />
        {record.kind !== "tag" && <Switches record={record} />}
        <Deeds record={record} />
        <IconButton label={named(t`Delete`, key)} command="delete" small onClick={() => command("delete").run(editor, key)}>
          <IconTrash size={14} stroke={1.6} />
        </IconButton>
      </div>
      {record.kind === "tag" ? <SpanFields record={record} /> : <TrackFields record={record} />}
      <Instance record={record} wide />
      <PropertyFields key={record.id} record={record} labelClass={labelClass} />
      {isGuess(record) && <Verdicts />}
    </section>
  )
}

const OFFERED = ["copy", "duplicate", "copy-on", "track", "split", "merge", "split-by-shots", "front", "back-most", "hole", "ungroup"]

/** What can be done with the label, and what it can become. */
function Deeds({ record }: { record: Annotation }) {
  const editor = useEditor()
  const others = becomes(record).flatMap((kind) => editor.classesOf(kind))
  const offered = OFFERED.filter((id) => command(id).when?.(editor) ?? true)
  return (
    <IconMenu
      label={t`More`}
      position="bottom-end"
      width={248}
      items={(Menu) => (
        <>
          {offered.map((id) => (
            <CommandItem key={id} id={id} Menu={Menu} />
          ))}
          {others.map((labelClass) => (
            <Menu.Item key={labelClass.id} onClick={() => convert(editor, labelClass)}>
              <Trans>
                Make it a {said(shapeOfKind(labelClass.kind === "tag" ? "box" : labelClass.kind).name)}: {labelClass.name}
              </Trans>
            </Menu.Item>
          ))}
        </>
      )}
    >
      <IconDots size={14} stroke={1.6} />
    </IconMenu>
  )
}
