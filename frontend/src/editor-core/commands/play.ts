/** Playing. */
import type { Editor } from "../editor"
import { rangeAt } from "../ranges"
import type { Command } from "./command"

export const PLAY: readonly Command[] = [
  {
    id: "play",
    label: "Play or pause",
    group: "Play",
    keys: ["Space"],
    run: ({ player }) => player.play(player.speed === 0 ? player.pace : 0),
  },
  {
    id: "play-back",
    label: "Play back, again for 2×, 4×, 8×",
    group: "Play",
    keys: ["J"],
    run: ({ player }) => player.shuttle(-1),
  },
  { id: "stop", label: "Stop", group: "Play", keys: ["K"], run: ({ player }) => player.play(0) },
  {
    id: "play-forward",
    label: "Play forward, again for 2×, 4×, 8×",
    group: "Play",
    keys: ["L"],
    run: ({ player }) => player.shuttle(1),
  },
  { id: "loop", label: "Loop selection or In–Out", group: "Play", keys: ["Z"], run: toggleLoop },
  {
    id: "mute",
    label: "Mute",
    group: "Play",
    keys: ["M"],
    run: (editor) => editor.set({ muted: !editor.state.muted }),
  },
]

function toggleLoop(editor: Editor): void {
  const loop = !editor.state.loop
  editor.set({ loop })
  const { in: from, out: to } = editor.state
  const span = editor.selected && rangeAt(editor.selected.spans, editor.frame)
  const marked = from !== null && to !== null && from < to ? ([from, to] as const) : null
  editor.player.loop = loop ? (marked ?? span ?? [0, editor.clip.frames]) : null
}
