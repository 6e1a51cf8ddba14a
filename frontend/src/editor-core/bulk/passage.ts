/** What was copied of a range, to be laid down elsewhere. */
import type { Records } from "../edits"
import { intersect, subtract } from "../ranges"
import { ownTags } from "../tags"
import { renewed } from "../tracks"
import type { Annotation, Change, ClipFacts, LabelClass, Span } from "../types"
import { carried } from "./carry"
import { inside, isWithin } from "./cut"

/** Labels as they were in a range; frame 0 is where it began. */
export interface Passage {
  readonly frames: number
  readonly records: readonly Annotation[]
}

/** What labels say in the range. */
export function copyWithin(records: readonly Annotation[], range: Span): Passage {
  const [from, to] = range
  const copied = records
    .filter((record) => isWithin(record, range))
    .map((record) => ({ ...record, ...carried(record, inside(record.spans, range).map((span) => ({ span, by: -from }))) }))
  return { frames: to - from, records: copied }
}

/**
 * Lay a passage down from a frame on, as new labels; what does not fit on the clip is left out, and
 * so are tags where the clip has one of that class, and labels of classes that are not there.
 */
export function layDown(view: Records, passage: Passage, at: number, clip: ClipFacts, classes: readonly LabelClass[]): Change[] {
  const living = new Set(classes.filter(({ archived }) => !archived).map(({ id }) => id))
  const room: Span[] = [[0, Math.max(0, Math.min(passage.frames, clip.frames - at))]]
  return passage.records.flatMap((record): Change[] => {
    if (!living.has(record.class_id)) return []
    const spans = record.kind === "tag" ? withoutTagged(view, record, at, room) : intersect(record.spans, room)
    if (spans.length === 0) return []
    return [{ added: { ...renewed(record), ...carried(record, spans.map((span) => ({ span, by: at }))) } }]
  })
}

function withoutTagged(view: Records, { class_id, spans }: Annotation, at: number, room: readonly Span[]): Span[] {
  const tagged = ownTags(view, class_id).flatMap((other) => other.spans)
  const here = tagged.map(([start, end]): Span => [Math.max(0, start - at), Math.max(0, end - at)])
  return subtract(intersect(spans, room), here)
}
