/** Saying of this clip what was said of another. */
import { copyOver } from "../copyOver"
import type { Editor } from "../editor"
import type { Command } from "./command"

export const COPY_OVER: readonly Command[] = [
  {
    id: "copy-over",
    label: "Copy the labels of the clip labeled last",
    group: "Label",
    keys: ["Shift+N"],
    run: (editor) => void take(editor),
  },
]

async function take(editor: Editor): Promise<void> {
  const other = await editor.page.other()
  if (!other) {
    editor.say("There is no clip to copy from: none was labeled before this one")
    return
  }
  const { desk, clip, store } = editor
  const { changes, left } = copyOver(other, store.view, clip, desk.classes, desk.single)
  const behind = left > 0 ? `; ${left} ${left === 1 ? "label" : "labels"} of ${other.name} only ${left === 1 ? "fits" : "fit"} a clip of its length and size` : ""
  if (changes.length === 0) editor.say(`Nothing to copy from ${other.name}${behind}`)
  else if (editor.change(`Copy from ${other.name}`, changes)) editor.say(`Copied from ${other.name}${behind}`)
}
