/** Going where somebody should look twice. */
import type { Editor } from "../editor"
import { nextOf } from "../gaps"
import { uncertain } from "../uncertain"
import type { Command } from "./command"

export const UNCERTAIN: readonly Command[] = [
  { id: "next-uncertain", label: "Next uncertain gap", group: "Move", keys: ["G"], run: (editor) => go(editor, 1) },
  { id: "previous-uncertain", label: "Previous uncertain gap", group: "Move", keys: ["Shift+G"], run: (editor) => go(editor, -1) },
]

function go(editor: Editor, direction: 1 | -1): void {
  const stretch = nextOf(uncertain(editor.records, editor.doubt, editor.desk.single), editor.player.asked, direction)
  if (stretch) editor.player.seek(stretch[0])
  else editor.say("Nothing here is uncertain")
}
