/** The lanes between the ruler and the rows: pictures of the clip, its sound, its shots. */
import { msg } from "@lingui/core/macro"
import type { Film } from "../frames/film"
import type { ClipFacts, Doubt, Shots, Span } from "../types"
import type { Words } from "../words"
import { RULER_PX } from "./rows"
import type { Wave } from "./wave"

export type LaneKind = "score" | "doubt" | "film" | "sound" | "shots" | "skips"

/** How high each lane is in pixels; 0 where it is switched off. */
export type LaneHeights = Readonly<Record<LaneKind, number>>

export interface Lane {
  readonly kind: LaneKind
  readonly top: number
  readonly height: number
}

/** What the lanes show; null where the clip has no such thing, or it is not there yet. */
export interface LaneContent {
  readonly score: readonly Doubt[] | null
  readonly doubt: readonly Doubt[] | null
  readonly film: Film | null
  readonly sound: Wave | null
  readonly shots: Shots | null
  readonly skips: Skips | null
}

/** What nobody trains on, and where such frames were begun and not ended. */
export interface Skips {
  readonly spans: readonly Span[]
  readonly open: number | null
}

export const LANES: readonly { readonly kind: LaneKind; readonly name: Words; readonly usual: number }[] = [
  { kind: "score", name: msg`Score`, usual: 24 },
  { kind: "doubt", name: msg`Uncertainty`, usual: 24 },
  { kind: "film", name: msg`Filmstrip`, usual: 44 },
  { kind: "sound", name: msg`Sound`, usual: 32 },
  { kind: "shots", name: msg`Shots`, usual: 20 },
  { kind: "skips", name: msg`Left out`, usual: 20 },
]
/** What is shown of a clip at first; the whole-clip strip has pictures already. */
export const USUAL: LaneHeights = { score: 24, doubt: 24, film: 0, sound: 32, shots: 20, skips: 20 }
const LOWEST_PX = 16
const HIGHEST_PX = 160

/** The lanes that are shown, from the ruler down. */
export function lanesOf(heights: LaneHeights, content: LaneContent): Lane[] {
  let top = RULER_PX
  return LANES.flatMap(({ kind }) => {
    const height = heights[kind]
    if (height === 0 || content[kind] === null) return []
    top += height
    return [{ kind, top: top - height, height }]
  })
}

/** Where the rows of labels begin. */
export function rowsTop(lanes: readonly Lane[]): number {
  const last = lanes.at(-1)
  return last ? last.top + last.height : RULER_PX
}

/** A lane's height after a drag of its lower edge. */
export function resizedLane(height: number, by: number): number {
  return Math.round(Math.min(Math.max(height + by, LOWEST_PX), HIGHEST_PX))
}

/** The shots of a clip as ranges: the first begins with the clip, the last ends with it. */
export function shotRanges(shots: Shots, clip: Pick<ClipFacts, "frames">): [number, number][] {
  const inside = shots.boundaries.filter((frame) => frame > 0 && frame < clip.frames)
  const edges = [0, ...inside, clip.frames]
  return edges.slice(1).map((end, at) => [edges[at] ?? 0, end])
}
