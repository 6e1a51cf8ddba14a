/** What the workspace says: in passing, as a question, and to those who listen. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useEffect } from "react"
import { spoken } from "../editor-core/spoken"
import { Dialog } from "../ui/Dialog"
import { useChanges, useEditor, usePlayer, useView } from "./context"

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

/** Says what is selected and where the playhead rests, to those who listen. */
export function LiveRegion() {
  const editor = useEditor()
  useChanges(editor.store)
  useView((state) => state.selected)
  useView((state) => state.others)
  const resting = usePlayer((player) => (player.speed === 0 && player.settled ? player.shown : -1))
  return (
    <p className="ws-unseen" aria-live="polite">
      {resting >= 0 && spoken(editor, resting)}
    </p>
  )
}
