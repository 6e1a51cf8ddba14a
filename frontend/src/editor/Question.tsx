/** What the workspace asks before it goes on. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Dialog } from "../ui/Dialog"
import { useEditor, useView } from "./context"

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
