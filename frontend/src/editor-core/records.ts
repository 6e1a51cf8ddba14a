/** Making records and asking simple things of them. */
import { newId } from "./ids"
import { rangeAt } from "./ranges"
import type { Annotation, ClipFacts, Geometry, LabelClass, Span } from "./types"

/** A new record of a person. */
export function newRecord(labelClass: LabelClass, spans: readonly Span[]): Annotation {
  return {
    id: newId(),
    class_id: labelClass.id,
    kind: labelClass.kind,
    spans,
    keyframes: {},
    steps: {},
    occluded: [],
    instance: null,
    z: 0,
    text: "",
    source: "human",
    model_id: null,
    confidence: null,
    negative: false,
    version: 0,
    author: null,
  }
}

/** A new track that exists from `frame` to the end of the clip. */
export function newTrack(labelClass: LabelClass, frame: number, shape: Geometry, clip: ClipFacts): Annotation {
  return { ...newRecord(labelClass, [[frame, clip.frames]]), keyframes: { [frame]: shape } }
}

/** Whether the record exists at the frame. */
export function existsAt(record: Annotation, frame: number): boolean {
  return rangeAt(record.spans, frame) !== undefined
}

/** Whether a tag covers all of the clip. */
export function isWholeClip(record: Annotation, clip: ClipFacts): boolean {
  const [span] = record.spans
  return record.kind === "tag" && record.spans.length === 1 && span?.[0] === 0 && span[1] === clip.frames
}

/** Whether a label is a model's guess that nobody decided on. */
export function isGuess(record: Annotation): boolean {
  return record.source === "model"
}

/** The boundary that ends a range at the shown frame; on the last frame that is the end of the clip. */
export function boundaryAt(frame: number, clip: ClipFacts): number {
  return frame >= clip.frames - 1 ? clip.frames : frame
}

/** The range between two playhead positions, at least one frame long, whichever came first. */
export function rangeBetween(a: number, b: number, clip: ClipFacts): Span {
  const [start, end] = [Math.min(a, b), Math.max(a, b)]
  return [start, Math.max(boundaryAt(end, clip), start + 1)]
}
