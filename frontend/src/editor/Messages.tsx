/** What the workspace says: in passing, as a question, and to those who listen. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useEffect } from "react"
import { countUpTo, sorted } from "../editor-core/interpolate"
import { shapeOfKind } from "../editor-core/shapes/registry"
import { said } from "../editor-core/words"
import { Dialog } from "../ui/Dialog"
import { useEditor, usePlayer, useView } from "./context"

const NOTICE_MS = 4000

export function Notice() {
  const editor = useEditor()
  const notice = useView((state) => state.notice)
  useEffect(() => {
    if (!notice) return undefined
    const timer = setTimeout(() => editor.set({ notice: null }), NOTICE_MS)
    return () => clearTimeout(timer)
  }, [editor, notice])
  return notice ? (
    <p className="ws-notice" role="status">
      {notice.text}
    </p>
  ) : null
}

/** Asked before an undo touches what somebody else changed since. */
export function Question() {
  const editor = useEditor()
  const question = useView((state) => state.question)
  if (!question) return null
  const undoes = question.direction === "undo"
  const asked = undoes ? t`Undo “${question.label}”?` : t`Redo “${question.label}”?`
  return (
    <Dialog label={asked} onClose={() => editor.answer(false)}>
      <h2>{asked}</h2>
      <p><Trans>Somebody else changed this label since. Going on replaces what they changed in the same place.</Trans></p>
      <div className="ws-row end">
        <button type="button" className="ws-button ghost" onClick={() => editor.answer(false)}>
          <Trans>Leave it</Trans>
        </button>
        <button type="button" className="ws-button" onClick={() => editor.answer(true)}>
          {undoes ? t`Undo it` : t`Redo it`}
        </button>
      </div>
    </Dialog>
  )
}

/** What a sighted person sees at a glance, for those who listen. */
export function LiveRegion() {
  const editor = useEditor()
  const selected = useView((state) => state.selected)
  const others = useView((state) => state.others.size)
  const resting = usePlayer((player) => (player.speed === 0 && player.settled ? player.shown : -1))
  const record = selected === null ? undefined : editor.records.get(selected)
  const name = others > 0 ? plural(others + 1, { one: "# label selected", other: "# labels selected" }) : record && editor.classOf(record.class_id)?.name
  const keyframes = sorted(record?.keyframes ?? {})
  const at = countUpTo(keyframes, resting)
  const kind = record && record.kind !== "tag" ? said(shapeOfKind(record.kind).name) : t`Tag`
  const keyframe = others === 0 && keyframes.length > 0 ? t`${kind}, keyframe ${at} of ${keyframes.length}` : ""
  return (
    <p className="ws-unseen" aria-live="polite">
      {resting >= 0 && [name, keyframe, t`frame ${resting}`].filter(Boolean).join(", ")}
    </p>
  )
}
