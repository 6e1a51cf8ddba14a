/** Saying of this clip what was said of another. */
import { msg, plural, t } from "@lingui/core/macro"
import { copyOver } from "../copyOver"
import type { Editor } from "../editor"
import type { Command } from "./command"

export const COPY_OVER: readonly Command[] = [
  {
    id: "copy-over",
    label: msg`Copy the labels of the clip labeled last`,
    group: "Label",
    keys: ["Shift+N"],
    run: (editor) => void take(editor),
  },
]

async function take(editor: Editor): Promise<void> {
  const other = await editor.page.other()
  if (!other) {
    editor.say(t`There is no clip to copy from: none was labeled before this one`)
    return
  }
  const { desk, clip, store } = editor
  const { changes, left } = copyOver(other, store.view, clip, desk.classes, desk.single)
  const behind = left > 0 ? `; ${plural(left, { one: "# label only fits a clip of its length and size", other: "# labels only fit a clip of its length and size" })}` : ""
  if (changes.length === 0) editor.say(t`Nothing to copy from ${other.name}` + behind)
  else if (editor.change(t`Copy from ${other.name}`, changes)) editor.say(t`Copied from ${other.name}` + behind)
}
