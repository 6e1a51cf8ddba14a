/** Undoing, sending, commenting. */
import type { Command } from "./command"

export const WORK: readonly Command[] = [
  {
    id: "undo",
    label: "Undo",
    group: "Work",
    keys: ["Ctrl+Z"],
    when: ({ desk }) => desk.history.canUndo,
    run: (editor) => editor.turn("undo"),
  },
  {
    id: "redo",
    label: "Redo",
    group: "Work",
    keys: ["Ctrl+Shift+Z"],
    when: ({ desk }) => desk.history.canRedo,
    run: (editor) => editor.turn("redo"),
  },
  {
    id: "submit",
    label: "Send the clip on, open the next one",
    group: "Work",
    keys: ["Ctrl+Enter"],
    run: ({ page }) => page.submit(),
  },
  { id: "comment", label: "Comment at this frame", group: "Work", keys: ["C"], run: ({ page }) => page.comment() },
  { id: "quick", label: "Quick-tag or timeline, same clip", group: "Work", keys: ["Q"], run: ({ page }) => page.quick() },
]
