/** Going where somebody should look twice. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { nextOf } from "../gaps"
import { uncertain } from "../uncertain"
import type { Command } from "./command"

export const UNCERTAIN: readonly Command[] = [
  { id: "next-uncertain", label: msg`Next uncertain gap`, group: "Move", keys: ["G"], run: (editor) => go(editor, 1) },
  { id: "previous-uncertain", label: msg`Previous uncertain gap`, group: "Move", keys: ["Shift+G"], run: (editor) => go(editor, -1) },
]

function go(editor: Editor, direction: 1 | -1): void {
  const stretch = nextOf(uncertain(editor.records, editor.doubt, editor.desk.single), editor.player.asked, direction)
  if (stretch) editor.player.seek(stretch[0])
  else editor.say(t`Nothing here is uncertain`)
}
