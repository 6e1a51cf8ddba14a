/** Changes of tracks: keyframes, and where an object is seen. */
import { update } from "./edits"
import { boxAt, sorted } from "./interpolate"
import { rangeAt, subtract, union } from "./ranges"
import { splitTrack } from "./splitTrack"
import type { Annotation, Change, ClipFacts, Geometry, Span } from "./types"

export const SMALLEST_BOX_PX = 4

/** Write the box at a frame; elsewhere the track keeps its keyframes. */
export function setBox(record: Annotation, frame: number, box: Geometry): Change {
  return update(record, { keyframes: { ...record.keyframes, [frame]: box }, ...asHuman(record) })
}

/** Take the keyframe at a frame away, so that the box is interpolated there; the last one stays. */
export function removeKeyframe(record: Annotation, frame: number): Change | null {
  const { [frame]: gone, ...keyframes } = record.keyframes
  return gone && Object.keys(keyframes).length > 0 ? update(record, { keyframes }) : null
}

/** Add a keyframe where the box is now, or remove the one that is there. */
export function toggleKeyframe(record: Annotation, frame: number): Change | null {
  if (record.keyframes[frame]) return removeKeyframe(record, frame)
  const { x, y, width, height } = boxAt(sorted(record.keyframes), frame)
  return setBox(record, frame, { x, y, width, height })
}

/** Move a keyframe in time, taking the place of one that is already there. */
export function moveKeyframe(record: Annotation, from: number, to: number): Change {
  const { [from]: box, ...keyframes } = record.keyframes
  return update(record, box ? { keyframes: { ...keyframes, [to]: box } } : {})
}

/** Hidden from this frame on, or seen again until the next time it is. Null where it would leave nothing. */
export function toggleHidden(record: Annotation, frame: number, clip: ClipFacts): Change | null {
  const spans = toggleFrom(record.spans, frame, clip)
  return spans.length > 0 ? update(record, { spans }) : null
}

/** Covered from this frame on, or clear again. */
export function toggleCovered(record: Annotation, frame: number, clip: ClipFacts): Change {
  return update(record, { occluded: toggleFrom(record.occluded, frame, clip) })
}

/** End the range that holds the frame there, or start one that lasts until the next. */
function toggleFrom(spans: readonly Span[], frame: number, clip: ClipFacts): Span[] {
  const here = rangeAt(spans, frame)
  if (here) return subtract(spans, [[frame, here[1]]])
  const next = spans.find(([start]) => start > frame)
  return union(spans, [[frame, next?.[0] ?? clip.frames]])
}

/** Cut a record in two at a frame; null where one side would be empty. */
export function splitAt(record: Annotation, frame: number): Change[] | null {
  const { left, right } = splitTrack(record.spans, record.keyframes, frame)
  if (left.spans.length === 0 || right.spans.length === 0) return null
  const occluded = { left: subtract(record.occluded, [[frame, Number.MAX_SAFE_INTEGER]]), right: record.occluded }
  const second = { ...record, id: crypto.randomUUID(), ...right, version: 0, ...asHuman(record), author: null }
  return [
    update(record, { ...left, occluded: occluded.left }),
    { added: { ...second, model_id: null, confidence: null, occluded: subtract(occluded.right, [[0, frame]]) } },
  ]
}

/** Setting something on a model's label makes it a person's. */
function asHuman(record: Annotation): { source: "human" } | Record<string, never> {
  return record.source === "model" ? { source: "human" } : {}
}

/** The box inside the frame, and no smaller than a box may be. */
export function fitted(box: Geometry, clip: Pick<ClipFacts, "width" | "height">): Geometry {
  const x = Math.min(Math.max(box.x, 0), clip.width - SMALLEST_BOX_PX)
  const y = Math.min(Math.max(box.y, 0), clip.height - SMALLEST_BOX_PX)
  const right = Math.min(Math.max(box.x + box.width, x + SMALLEST_BOX_PX), clip.width)
  const bottom = Math.min(Math.max(box.y + box.height, y + SMALLEST_BOX_PX), clip.height)
  return { x: round(x), y: round(y), width: round(right - x), height: round(bottom - y) }
}

/** The box moved by some pixels, its size kept, stopped by the frame's border. */
export function shifted(box: Geometry, dx: number, dy: number, clip: Pick<ClipFacts, "width" | "height">): Geometry {
  const x = Math.min(Math.max(box.x + dx, 0), clip.width - box.width)
  const y = Math.min(Math.max(box.y + dy, 0), clip.height - box.height)
  return { x: round(x), y: round(y), width: box.width, height: box.height }
}

/** To a hundredth of a pixel, finer than anybody can point. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}
