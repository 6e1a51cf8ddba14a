/** Copies of what is labeled: pasted, duplicated, carried to the next keyframe. */
import type { Passage } from "./bulk/passage"
import { shapeAt, shapeOn, sorted } from "./interpolate"
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
  /** How many frames behind the first of what was copied with it. */
  readonly behind: number
}

/** What lies ready to be pasted, for as long as the page lives: also into the next clip. */
export class Clipboard {
  copied: readonly Copied[] = []
  /** A range of the timeline with all that lay in it. */
  passage: Passage | null = null
}

/** Copies of records at a frame; a track that is not seen there has the shape nearest to it. Tags keep their distances. */
export function copiesOf(records: readonly Annotation[], frame: number): Copied[] {
  const starts = records.filter(({ kind }) => kind === "tag").map((record) => spanFrom(record, frame)[0])
  const first = Math.min(...starts)
  return records.map((record): Copied => {
    if (record.kind === "tag") return { record, shape: null, frame, behind: spanFrom(record, frame)[0] - first }
    return { record, shape: shapeAt(sorted(record.keyframes), frame), frame, behind: 0 }
  })
}

/** The span of a record that is meant at a frame: the one there, else the next, else the first. */
function spanFrom(record: Annotation, frame: number): Span {
  return record.spans.find(([, end]) => end > frame) ?? record.spans[0] ?? [0, 1]
}

/** A copy at a frame: a track from there to the end, a tag as long as it was. Null where that lies behind the clip. */
export function pasted({ record, shape, frame: from, behind }: Copied, labelClass: LabelClass, frame: number, clip: ClipFacts): Annotation | null {
  const { 0: whole } = record.steps
  const steps = whole ? { 0: whole } : {}
  if (shape) {
    const free = plain(shape)
    return { ...newTrack(labelClass, frame, frame === from ? aside(free, clip) : free, clip), steps, z: record.z }
  }
  const [start, end] = spanFrom(record, from)
  const at = frame + behind
  if (at >= clip.frames) return null
  const span: Span = [at, Math.min(at + end - start, clip.frames)]
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
