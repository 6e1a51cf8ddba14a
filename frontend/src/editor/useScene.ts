/** The scene of the timeline, out of everything it depends on. */
import { useMemo } from "react"
import { type AnyRow, type Block, blocksOf, shownRows } from "../editor-core/timeline/groups"
import type { Lane, LaneContent } from "../editor-core/timeline/lanes"
import { type Row, rowsOf } from "../editor-core/timeline/rows"
import { isFaded, isHeld } from "../editor-core/timeline/rowState"
import type { Palette, Scene } from "../editor-core/timeline/scene"
import { resolved } from "../editor-core/timeline/window"
import type { Editor } from "../editor-core/editor"
import { useEditor, useRecords, useView } from "./context"

/** The rows of the timeline, made anew only when labels change. */
export function useRows(): Row[] {
  const { desk } = useEditor()
  const records = useRecords()
  const guesses = useView((state) => state.guesses)
  const open = useView((state) => state.open)
  return useMemo(() => rowsOf(records, desk.classes, { guesses, open }), [records, desk, guesses, open])
}

/** The rows in their groups and their order, and those of them that are not collapsed. */
export function useGroups(): { blocks: readonly Block[]; rows: readonly AnyRow[] } {
  const all = useRows()
  const ranks = useView((state) => state.ranks)
  const collapsed = useView((state) => state.collapsed)
  const blocks = useMemo(() => blocksOf(all, ranks), [all, ranks])
  return useMemo(() => ({ blocks, rows: shownRows(blocks, collapsed) }), [blocks, collapsed])
}

interface Given {
  readonly rows: readonly AnyRow[]
  readonly lanes: readonly Lane[]
  readonly content: LaneContent
  readonly scroll: number
  readonly width: number
  readonly height: number
  readonly hover: Scene["hover"]
  readonly comments: readonly number[]
  readonly palette: Palette
}

/** What is to be drawn now. */
export function sceneOf(editor: Editor, given: Given): Scene {
  const { state, clip, player } = editor
  const { comments, ...rest } = given
  return {
    ...rest,
    clip,
    window: resolved(state.window, clip.frames, given.width),
    // While a frame is on its way the line stays under the pointer.
    playhead: player.speed === 0 ? player.asked : player.shown,
    loop: state.loop ? player.loop : null,
    settled: player.settled,
    selected: state.selected,
    others: state.others,
    keyframe: state.keyframe,
    marks: { in: state.in, out: state.out, comments },
    rangeRows: state.rangeRows,
    faded: (row) => isFaded(state, row),
    locked: (row) => isHeld(state, row),
    snap: state.snap,
  }
}
