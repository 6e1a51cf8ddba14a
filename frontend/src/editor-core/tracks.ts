/** Changes of tracks: keyframes, and where an object is seen. */
import { update } from "./edits"
import { newId } from "./ids"
import { shapeAt, sorted } from "./interpolate"
import { rangeAt, subtract, union } from "./ranges"
import { plain, splitTrack } from "./splitTrack"
import type { Annotation, Change, ClipFacts, Geometry, Span } from "./types"

/** Write the shape at a frame; elsewhere the track keeps its keyframes. One that held still holds. */
export function setShape(record: Annotation, frame: number, shape: Geometry): Change {
  const held = record.keyframes[frame]?.hold === true ? { hold: true } : {}
  return update(record, { keyframes: { ...record.keyframes, [frame]: { ...plain(shape), ...held } }, ...asHuman(record) })
}

/** Hold the shape of a keyframe until the next one, or let it move again; null where there is no keyframe. */
export function toggleHold(record: Annotation, frame: number): Change | null {
  const shape = record.keyframes[frame]
  if (!shape) return null
  const next = shape.hold ? plain(shape) : { ...shape, hold: true }
  return update(record, { keyframes: { ...record.keyframes, [frame]: next } })
}

/** Take the keyframe at a frame away, so that the shape is interpolated there; the last one stays. */
export function removeKeyframe(record: Annotation, frame: number): Change | null {
  const { [frame]: gone, ...keyframes } = record.keyframes
  return gone && Object.keys(keyframes).length > 0 ? update(record, { keyframes }) : null
}

/** Add a keyframe where the shape is now, or remove the one that is there. */
export function toggleKeyframe(record: Annotation, frame: number): Change | null {
  if (record.keyframes[frame]) return removeKeyframe(record, frame)
  return setShape(record, frame, shapeAt(sorted(record.keyframes), frame))
}

/** Move a keyframe in time, taking the place of one that is already there. */
export function moveKeyframe(record: Annotation, from: number, to: number): Change {
  const { [from]: shape, ...keyframes } = record.keyframes
  return update(record, shape ? { keyframes: { ...keyframes, [to]: shape } } : {})
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
  return [
    update(record, { ...left, occluded: occluded.left }),
    { added: { ...renewed(record), ...right, occluded: subtract(occluded.right, [[0, frame]]) } },
  ]
}

/** The same statement as a new record of a person. */
export function renewed(record: Annotation): Annotation {
  const fresh = { id: newId(), version: 0, author: null } as const
  return { ...record, ...fresh, source: "human", model_id: null, confidence: null }
}

/** Setting something on a model's label makes it a person's. */
export function asHuman(record: Annotation): { source: "human" } | Record<string, never> {
  return record.source === "model" ? { source: "human" } : {}
}
