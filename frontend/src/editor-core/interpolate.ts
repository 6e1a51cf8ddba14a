/** Where a track is at a frame. Twin: annotator/tracks. */
import { shapeOf } from "./shapes/registry"
import type { Annotation, Geometry, Keyframes } from "./types"

export interface Keyframe {
  readonly frame: number
  readonly shape: Geometry
}

const sortedByRecord = new WeakMap<Keyframes, readonly Keyframe[]>()

/** A record's keyframes by frame. Records never change in place, so the answer is kept. */
export function sorted(keyframes: Keyframes): readonly Keyframe[] {
  const known = sortedByRecord.get(keyframes)
  if (known) return known
  const list = Object.entries(keyframes)
    .map(([frame, shape]) => ({ frame: Number(frame), shape }))
    .sort((a, b) => a.frame - b.frame)
  sortedByRecord.set(keyframes, list)
  return list
}

/** How many keyframes lie at or before the frame. */
export function countUpTo(keyframes: readonly Keyframe[], frame: number): number {
  let low = 0
  let high = keyframes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keyframes[middle]?.frame ?? Infinity) <= frame) low = middle + 1
    else high = middle
  }
  return low
}

/** The shape at `frame`: on its way between two keyframes unless the left one holds, outside them the nearest. */
export function shapeAt(keyframes: readonly Keyframe[], frame: number): Geometry {
  const at = countUpTo(keyframes, frame)
  const left = keyframes[Math.max(at - 1, 0)]
  const right = keyframes[Math.min(at, keyframes.length - 1)]
  if (!left || !right) throw new Error("A track needs at least one keyframe")
  if (left === right || left.frame >= frame || left.shape.hold) return left.shape
  const shape = shapeOf(left.shape)
  if (!shape.moves) return left.shape
  return shape.between(left.shape, right.shape, (frame - left.frame) / (right.frame - left.frame))
}

/** The shape of a record at a frame; null for a tag. */
export function shapeOn(record: Annotation, frame: number): Geometry | null {
  const keyframes = sorted(record.keyframes)
  return keyframes.length > 0 ? shapeAt(keyframes, frame) : null
}
