/** Moving the playhead. */
import { msg } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { nextFrame } from "../gaps"
import { sorted } from "../interpolate"
import { resizeBrush } from "../tools/brush"
import type { Command } from "./command"
import { hasTrack } from "./shape"
import * as hand from "../tools/hand"

const by = (frames: number) => (editor: Editor) => editor.player.step(frames)
const across = (by: 1 | -1) => (editor: Editor) => {
  if (editor.state.crosshair) hand.steer(editor, by, 0)
  else editor.player.step(by)
}

export const MOVE: readonly Command[] = [
  { id: "back", label: msg`Back 1 frame`, group: "Move", keys: [","], run: by(-1) },
  { id: "forward", label: msg`Forward 1 frame`, group: "Move", keys: ["."], run: by(1) },
  { id: "one-back", label: msg`Back 1 frame; with a tool, move the crosshair left`, group: "Move", keys: ["←"], run: across(-1) },
  { id: "one-forward", label: msg`Forward 1 frame; with a tool, move the crosshair right`, group: "Move", keys: ["→"], run: across(1) },
  { id: "back-10", label: msg`Back 10 frames`, group: "Move", keys: ["Shift+,"], run: by(-10) },
  { id: "forward-10", label: msg`Forward 10 frames`, group: "Move", keys: ["Shift+."], run: by(10) },
  { id: "first", label: msg`First frame`, group: "Move", keys: ["Home"], run: ({ player }) => player.seek(0) },
  {
    id: "last",
    label: msg`Last frame`,
    group: "Move",
    keys: ["End"],
    run: ({ player, clip }) => player.seek(clip.frames - 1),
  },
  {
    id: "previous-keyframe",
    label: msg`Previous keyframe; with the brush, a smaller one`,
    group: "Move",
    keys: ["["],
    run: (editor) => (editor.state.tool === "mask" ? resizeBrush(editor, -1) : goTo(editor, keyframes(editor), -1)),
  },
  {
    id: "next-keyframe",
    label: msg`Next keyframe; with the brush, a larger one`,
    group: "Move",
    keys: ["]"],
    run: (editor) => (editor.state.tool === "mask" ? resizeBrush(editor, 1) : goTo(editor, keyframes(editor), 1)),
  },
  {
    id: "previous-edge",
    label: msg`Previous span edge`,
    group: "Move",
    keys: ["Shift+["],
    run: (editor) => goTo(editor, edges(editor), -1),
  },
  {
    id: "next-edge",
    label: msg`Next span edge`,
    group: "Move",
    keys: ["Shift+]"],
    run: (editor) => goTo(editor, edges(editor), 1),
  },
  { id: "previous-clip", label: msg`Previous clip`, group: "Move", keys: ["PgUp"], run: ({ page }) => page.previous() },
  { id: "next-clip", label: msg`Next clip`, group: "Move", keys: ["PgDn"], run: ({ page }) => page.next() },
]

function goTo({ player }: Editor, frames: Iterable<number>, direction: 1 | -1): void {
  const nearest = nextFrame(frames, player.asked, direction)
  if (nearest !== undefined) player.seek(nearest)
}

/** Frames with a keyframe: of the selected track, or of all. */
function keyframes(editor: Editor): number[] {
  const tracks = hasTrack(editor) && editor.selected ? [editor.selected] : [...editor.store.view.values()]
  return tracks.flatMap((record) => sorted(record.keyframes).map(({ frame }) => frame))
}

function edges(editor: Editor): number[] {
  const last = editor.clip.frames - 1
  const all = [...editor.store.view.values()].flatMap((record) => record.spans.flat())
  return all.map((frame) => Math.min(frame, last))
}
