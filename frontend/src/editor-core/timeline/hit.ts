/** What lies under the pointer on the timeline. */
import { countUpTo, sorted } from "../interpolate"
import type { Annotation } from "../types"
import { type LaneKind, rowsTop } from "./lanes"
import { ROW_PX, type Row, RULER_PX, type Segment, segmentsWithin } from "./rows"
import type { Scene } from "./scene"
import { frameOf, xOf } from "./window"

export type Hit =
  | { readonly kind: "ruler" | "nothing" | LaneKind }
  | { readonly kind: "lane"; readonly row: Row }
  | { readonly kind: "span"; readonly row: Row; readonly record: Annotation; readonly index: number }
  | {
      readonly kind: "edge"
      readonly row: Row
      readonly record: Annotation
      readonly index: number
      readonly edge: "start" | "end"
    }
  | { readonly kind: "keyframe"; readonly row: Row; readonly record: Annotation; readonly frame: number }

type Ground = Pick<Scene, "rows" | "lanes" | "scroll" | "window" | "width" | "selected">

/** Half of the 24 pixels in which an edge or a keyframe is caught. */
const REACH_PX = 12
const DIAMOND_REACH_PX = 8

/** What is at a place, in pixels from the upper left of the lanes. */
export function hitTest(ground: Ground, x: number, y: number): Hit {
  if (y < RULER_PX) return { kind: "ruler" }
  const lane = ground.lanes.find(({ top, height }) => y >= top && y < top + height)
  if (lane) return { kind: lane.kind }
  const row = ground.rows[Math.floor((y - rowsTop(ground.lanes) + ground.scroll) / ROW_PX)]
  if (!row) return { kind: "nothing" }
  return keyframeUnder(ground, row, x) ?? edgeUnder(ground, row, x) ?? spanUnder(ground, row, x) ?? { kind: "lane", row }
}

function keyframeUnder({ window }: Ground, row: Row, x: number): Hit | null {
  const { record } = row
  if (!record) return null
  const all = sorted(record.keyframes)
  const at = countUpTo(all, Math.floor(frameOf(x, window)))
  const near = all.slice(Math.max(at - 1, 0), at + 1)
  const distance = (frame: number) => Math.abs(xOf(frame, window) - x)
  const found = [...near].sort((a, b) => distance(a.frame) - distance(b.frame))[0]
  if (!found || distance(found.frame) > DIAMOND_REACH_PX) return null
  return { kind: "keyframe", row, record, frame: found.frame }
}

/** The nearest edge in reach. A narrow span is caught in its middle, so that it can be moved at all. */
function edgeUnder(ground: Ground, row: Row, x: number): Hit | null {
  const { window } = ground
  let best: { segment: Segment; edge: "start" | "end"; away: number } | undefined
  const reach = REACH_PX / window.perFrame
  const at = frameOf(x, window)
  for (const segment of segmentsWithin(row, at - reach, at + reach)) {
    const wide = (segment.end - segment.start) * window.perFrame
    const inside = Math.min(REACH_PX, wide / 3)
    for (const edge of ["start", "end"] as const) {
      const from = (x - xOf(segment[edge], window)) * (edge === "start" ? 1 : -1)
      const away = Math.abs(from) - (segment.record.id === ground.selected ? 4 : 0)
      const caught = from >= 0 ? from <= inside : -from <= REACH_PX / 2
      if (caught && (!best || away < best.away)) best = { segment, edge, away }
    }
  }
  if (!best) return null
  return { kind: "edge", row, record: best.segment.record, index: best.segment.index, edge: best.edge }
}

function spanUnder({ window, selected }: Ground, row: Row, x: number): Hit | null {
  const at = frameOf(x, window)
  const under = [...segmentsWithin(row, at, at + 1e-9)]
  const found = under.find(({ record }) => record.id === selected) ?? under.at(-1)
  return found ? { kind: "span", row, record: found.record, index: found.index } : null
}
