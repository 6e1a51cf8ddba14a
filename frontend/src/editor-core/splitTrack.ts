/** Cutting a track in two so that neither part shows anything else than before. Twin: annotator/tracks. */
import { shapeAt, sorted } from "./interpolate"
import { rangeAt, split } from "./ranges"
import type { Geometry, Keyframes, Span } from "./types"

export interface TrackPart {
  readonly spans: Span[]
  readonly keyframes: Keyframes
}

/** The parts of a track before frame `at` and from it on; no keyframe lies outside its part's spans. */
export function splitTrack(
  spans: readonly Span[],
  keyframes: Keyframes,
  at: number,
): { left: TrackPart; right: TrackPart } {
  const { left, right } = split(spans, at)
  return {
    left: { spans: left, keyframes: keyframesWithin(left, keyframes) },
    right: { spans: right, keyframes: keyframesWithin(right, keyframes) },
  }
}

/** The keyframes that some of a track's spans need to show what the whole track shows there. */
export function keyframesWithin(spans: readonly Span[], keyframes: Keyframes): Keyframes {
  const all = sorted(keyframes)
  const result: Partial<Record<string, Geometry>> = {}
  for (const { frame, shape } of all) if (rangeAt(spans, frame)) result[frame] = shape
  if (all.length === 0) return {}
  for (const [start, end] of spans) {
    const before = all.findLast((keyframe) => keyframe.frame <= start)
    const held = before?.shape.hold === true
    result[start] ??= { ...plain(shapeAt(all, start)), ...(held ? { hold: true } : {}) }
    if (all.some((keyframe) => keyframe.frame >= end)) result[end - 1] ??= plain(shapeAt(all, end - 1))
  }
  return result as Keyframes
}

/** A geometry that does not hold. */
export function plain(geometry: Geometry): Geometry {
  if (!("hold" in geometry)) return geometry
  return Object.fromEntries(Object.entries(geometry).filter(([name]) => name !== "hold")) as unknown as Geometry
}
