/** What the workspace says: in passing, as a question, and to those who listen. */
import { useEffect } from "react"
import { countUpTo, sorted } from "../editor-core/interpolate"
import { useEditor, usePlayer, useView } from "./context"
import { Dialog } from "./Dialog"

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
  const verb = question.direction === "undo" ? "Undo" : "Redo"
  return (
    <Dialog label={`${verb} ${question.label}`} onClose={() => editor.answer(false)}>
      <h2>
        {verb} “{question.label}”?
      </h2>
      <p>Somebody else changed this label since. Going on replaces what they changed in the same place.</p>
      <div className="ws-row end">
        <button type="button" className="ws-button ghost" onClick={() => editor.answer(false)}>
          Leave it
        </button>
        <button type="button" className="ws-button" onClick={() => editor.answer(true)}>
          {verb} it
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
  const name = others > 0 ? `${others + 1} labels selected` : record && editor.classOf(record.class_id)?.name
  const keyframes = sorted(record?.keyframes ?? {})
  const keyframe = others === 0 && keyframes.length > 0 ? `, ${record?.kind ?? ""}, keyframe ${countUpTo(keyframes, resting)} of ${keyframes.length}` : ""
  return (
    <p className="ws-unseen" aria-live="polite">
      {resting >= 0 && `${name ? `${name}${keyframe}, ` : ""}frame ${resting}`}
    </p>
  )
}
