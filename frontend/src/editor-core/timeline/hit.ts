/** What lies under the pointer on the timeline. */
import { countUpTo, sorted } from "../interpolate"
import type { Annotation } from "../types"
import type { GroupRow } from "./groups"
import { type LaneKind, rowsTop } from "./lanes"
import { DIAMOND_PX, ROOM_PX } from "./drawTrack"
import { ROW_PX, type Row, RULER_PX, type Segment, segmentsWithin } from "./rows"
import type { Scene } from "./scene"
import { frameOf, xOf } from "./window"

export type Hit =
  | { readonly kind: "ruler" | "nothing" | LaneKind }
  | { readonly kind: "comment"; readonly frame: number }
  | { readonly kind: "lane"; readonly row: Row }
  | { readonly kind: "group"; readonly row: GroupRow }
  | { readonly kind: "span"; readonly row: Row; readonly record: Annotation; readonly index: number }
  | EdgeHit
  | { readonly kind: "keyframe"; readonly row: Row; readonly record: Annotation; readonly frame: number }

interface EdgeHit {
  readonly kind: "edge"
  readonly row: Row
  readonly record: Annotation
  readonly index: number
  readonly edge: "start" | "end"
}

export type Ground = Pick<Scene, "rows" | "lanes" | "scroll" | "window" | "width" | "selected"> & {
  /** The frames with a comment. */
  readonly comments?: readonly number[]
}

/** Half of the 24 pixels in which an edge or a keyframe is caught. */
const REACH_PX = 12

/** What is at a place, in pixels from the upper left of the lanes. */
export function hitTest(ground: Ground, x: number, y: number): Hit {
  if (y < RULER_PX) return commentUnder(ground, x, y) ?? { kind: "ruler" }
  const lane = ground.lanes.find(({ top, height }) => y >= top && y < top + height)
  if (lane) return { kind: lane.kind }
  const row = ground.rows[Math.floor((y - rowsTop(ground.lanes) + ground.scroll) / ROW_PX)]
  if (!row) return { kind: "nothing" }
  if (row.kind === "group") return { kind: "group", row }
  const keyframe = keyframeUnder(ground, row, x)
  const edge = edgeUnder(ground, row, x)
  // A track mostly begins with a keyframe: beside it, outside of the track, its edge can be caught.
  if (edge && (!keyframe || isOutside(ground, edge, x))) return edge
  return keyframe ?? spanUnder(ground, row, x) ?? { kind: "lane", row }
}

function isOutside({ window }: Ground, edge: EdgeHit, x: number): boolean {
  const span = edge.record.spans[edge.index]
  if (!span) return false
  return edge.edge === "start" ? x < xOf(span[0], window) - DIAMOND_PX : x > xOf(span[1], window) + DIAMOND_PX
}

function commentUnder({ comments = [], window }: Ground, x: number, y: number): Hit | null {
  if (y < RULER_PX / 2) return null
  const away = (frame: number) => Math.abs(xOf(frame + 0.5, window) - x)
  const nearest = comments.toSorted((a, b) => away(a) - away(b))[0]
  return nearest !== undefined && away(nearest) <= REACH_PX ? { kind: "comment", frame: nearest } : null
}

/** The nearest keyframe in reach that is drawn: of a stretch with one on each frame, near enough to tell them apart. */
function keyframeUnder({ window }: Ground, row: Row, x: number): Hit | null {
  const { record } = row
  if (!record) return null
  const all = sorted(record.keyframes)
  const at = countUpTo(all, Math.floor(frameOf(x, window)))
  const near = all.slice(Math.max(at - 1, 0), at + 1)
  const distance = (frame: number) => Math.abs(xOf(frame, window) - x)
  const found = [...near].sort((a, b) => distance(a.frame) - distance(b.frame))[0]
  if (!found || distance(found.frame) > REACH_PX) return null
  const dense = record.keyframes[found.frame - 1] !== undefined && record.keyframes[found.frame + 1] !== undefined
  if (dense && window.perFrame < ROOM_PX) return null
  return { kind: "keyframe", row, record, frame: found.frame }
}

/** The nearest edge in reach. A narrow span is caught in its middle, so that it can be moved at all. */
function edgeUnder(ground: Ground, row: Row, x: number): EdgeHit | null {
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
      const caught = from >= 0 ? from <= inside : -from <= (row.kind === "track" ? REACH_PX : REACH_PX / 2)
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
