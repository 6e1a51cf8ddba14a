/** Where a track's box is at a frame. Twin: annotator/tracks. */
import type { Geometry, Keyframes } from "./types"

export interface Keyframe {
  readonly frame: number
  readonly box: Geometry
}

const sortedByRecord = new WeakMap<Keyframes, readonly Keyframe[]>()

/** A record's keyframes by frame. Records never change in place, so the answer is kept. */
export function sorted(keyframes: Keyframes): readonly Keyframe[] {
  const known = sortedByRecord.get(keyframes)
  if (known) return known
  const list = Object.entries(keyframes)
    .map(([frame, box]) => ({ frame: Number(frame), box }))
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

/** The box at `frame`: linear between two keyframes unless the left one holds, outside them the nearest. */
export function boxAt(keyframes: readonly Keyframe[], frame: number): Geometry {
  const at = countUpTo(keyframes, frame)
  const left = keyframes[Math.max(at - 1, 0)]
  const right = keyframes[Math.min(at, keyframes.length - 1)]
  if (!left || !right) throw new Error("A track needs at least one keyframe")
  if (left === right || left.frame > frame || left.box.hold || left.frame === frame) return left.box
  const share = (frame - left.frame) / (right.frame - left.frame)
  const mix = (edge: "x" | "y" | "width" | "height") =>
    left.box[edge] + share * (right.box[edge] - left.box[edge])
  return { x: mix("x"), y: mix("y"), width: mix("width"), height: mix("height") }
}
