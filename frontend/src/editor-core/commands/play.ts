/** Playing. */
import { msg } from "@lingui/core/macro"
import type { Editor } from "../editor"
import type { Span } from "../types"
import type { Command } from "./command"

export const PLAY: readonly Command[] = [
  {
    id: "play",
    label: msg`Play or pause`,
    group: "Play",
    keys: ["Space"],
    run: ({ player }) => player.play(player.speed === 0 ? player.pace : 0),
  },
  {
    id: "play-back",
    label: msg`Play back, again for 2×, 4×, 8×`,
    group: "Play",
    keys: ["J"],
    run: ({ player }) => player.shuttle(-1),
  },
  { id: "stop", label: msg`Stop`, group: "Play", keys: ["K"], run: ({ player }) => player.play(0) },
  {
    id: "play-forward",
    label: msg`Play forward, again for 2×, 4×, 8×`,
    group: "Play",
    keys: ["L"],
    run: ({ player }) => player.shuttle(1),
  },
  { id: "loop", label: msg`Loop selection or In–Out`, group: "Play", keys: ["Z"], run: toggleLoop },
  {
    id: "mute",
    label: msg`Mute`,
    group: "Play",
    keys: ["M"],
    run: (editor) => editor.set({ muted: !editor.state.muted }),
  },
]

function toggleLoop(editor: Editor): void {
  const loop = !editor.state.loop
  editor.player.loop = loop ? rangeToLoop(editor) : null
  editor.set({ loop })
}

/** In–Out where they are set, else the selected span at or nearest to the playhead, else the clip. */
function rangeToLoop(editor: Editor): Span {
  const { in: from, out: to } = editor.state
  if (from !== null && to !== null && from < to) return [from, to]
  const away = ([start, end]: Span) => Math.max(start - editor.frame, editor.frame - end + 1, 0)
  const nearest = (editor.selected?.spans ?? []).toSorted((a, b) => away(a) - away(b))[0]
  return nearest ?? [0, editor.clip.frames]
}
