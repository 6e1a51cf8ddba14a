/** Copies of what is labeled: pasted, duplicated, carried to the next keyframe. */
import { shapeOn, sorted } from "./interpolate"
import { newRecord, newTrack } from "./records"
import { shifted } from "./shapes/registry"
import { plain } from "./splitTrack"
import { renewed, setShape } from "./tracks"
import type { Annotation, Change, ClipFacts, Geometry, LabelClass, Span } from "./types"

/** How far a copy lies beside what it would hide, in pixels of the picture. */
const ASIDE_PX = 10

/** What was copied: a tag's length, or the shape a track had on one frame. */
export interface Copied {
  readonly record: Annotation
  readonly shape: Geometry | null
  readonly frame: number
}

/** What lies ready to be pasted, for as long as the page lives: also into the next clip. */
export class Clipboard {
  copied: Copied | null = null
}

export function copyOf(record: Annotation, frame: number): Copied {
  return { record, shape: shapeOn(record, frame), frame }
}

/** A copy at a frame: a track from there to the end, a tag as long as it was. */
export function pasted({ record, shape, frame: from }: Copied, labelClass: LabelClass, frame: number, clip: ClipFacts): Annotation {
  const { 0: whole } = record.steps
  const steps = whole ? { 0: whole } : {}
  if (shape) {
    const free = plain(shape)
    return { ...newTrack(labelClass, frame, frame === from ? aside(free, clip) : free, clip), steps, z: record.z }
  }
  const [start, end] = record.spans.find((span) => span[1] > from) ?? record.spans[0] ?? [0, 1]
  const span: Span = [frame, Math.min(frame + end - start, clip.frames)]
  return { ...newRecord(labelClass, [span]), steps, text: record.text }
}

/** The same track once more, beside the first; of no instance yet. */
export function duplicated(record: Annotation, clip: ClipFacts): Annotation {
  const moved = Object.entries(record.keyframes).map(([frame, shape]) => [frame, { ...aside(shape, clip), ...(shape.hold ? { hold: true } : {}) }])
  return { ...renewed(record), instance: null, keyframes: Object.fromEntries(moved) as Annotation["keyframes"] }
}

function aside(shape: Geometry, clip: ClipFacts): Geometry {
  return shifted(shape, ASIDE_PX, ASIDE_PX, clip)
}

/** The shape of this frame on the next keyframe too; null after the last one. */
export function copiedOn(record: Annotation, frame: number): Change | null {
  const next = sorted(record.keyframes).find((keyframe) => keyframe.frame > frame)
  const shape = shapeOn(record, frame)
  return next && shape ? setShape(record, next.frame, shape) : null
}
