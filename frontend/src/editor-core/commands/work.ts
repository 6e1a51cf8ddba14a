/** Undoing, sending, commenting. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import type { Command } from "./command"

export const WORK: readonly Command[] = [
  {
    id: "undo",
    label: msg`Undo`,
    group: "Work",
    keys: ["Ctrl+Z"],
    when: ({ desk }) => desk.history.canUndo,
    run: (editor) => editor.turn("undo"),
  },
  {
    id: "redo",
    label: msg`Redo`,
    group: "Work",
    keys: ["Ctrl+Shift+Z"],
    when: ({ desk }) => desk.history.canRedo,
    run: (editor) => editor.turn("redo"),
  },
  {
    id: "submit",
    label: msg`Send the clip on, open the next one`,
    group: "Work",
    keys: ["Ctrl+Enter"],
    run: ({ page }) => page.submit(),
  },
  {
    id: "unsure",
    label: msg`Not sure, or sure after all: a reviewer looks twice once the clip is sent on`,
    group: "Decide",
    keys: ["U"],
    run: markUnsure,
  },
  { id: "comment", label: msg`Comment at this frame`, group: "Work", keys: ["C"], run: ({ page }) => page.comment() },
  { id: "quick", label: msg`Quick-tag or timeline, same clip`, group: "Work", keys: ["Q"], run: ({ page }) => page.quick() },
]

function markUnsure(editor: Editor): void {
  const unsure = !editor.state.unsure
  editor.set({ unsure })
  editor.say(unsure ? t`Marked as not sure. A reviewer looks twice once the clip is sent on` : t`No longer marked as not sure`)
}
