/** Asking for shapes to be suggested. */
import { msg } from "@lingui/core/macro"
import { follow } from "../assist"
import type { Command } from "./command"
import { hasTrack } from "./shape"

export const ASSIST: readonly Command[] = [
  {
    id: "track",
    label: msg`Track to the next keyframe (suggestion)`,
    group: "Draw",
    keys: ["Shift+T"],
    when: (editor) => hasTrack(editor) && editor.selected?.kind !== "mask",
    run: (editor) => void follow(editor),
  },
]
