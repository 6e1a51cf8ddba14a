/** Leaving frames out of training. */
import { msg, t } from "@lingui/core/macro"
import { markedRange } from "../bulk/target"
import type { Editor } from "../editor"
import { skipUpTo, takeIn, toggleSkip } from "../skips"
import type { Command } from "./command"

export const SKIP: readonly Command[] = [
  {
    id: "skip",
    label: msg`Leave frames out of training from here on, again to end; fills In–Out if set; on such frames, take them in`,
    group: "Label",
    keys: ["Shift+X"],
    run: skip,
  },
]

function skip(editor: Editor): void {
  const { skipFrom } = editor.state
  const { skips } = editor.store
  const range = markedRange(editor)
  if (range) {
    const change = toggleSkip(skips, range)
    if (editor.change(t`Leave out of training`, [change])) editor.set({ in: null, out: null })
  } else if (skipFrom !== null) {
    const change = skipUpTo(skips, skipFrom, editor.frame, editor.clip)
    if (change === null || editor.change(t`Leave out of training`, [change])) editor.set({ skipFrom: null })
  } else {
    const change = takeIn(skips, editor.frame)
    if (change) editor.change(t`Take into training`, [change])
    else if (editor.allowed()) editor.set({ skipFrom: editor.frame })
  }
}
