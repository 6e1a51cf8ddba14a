/** Taking a range out of labels, and cutting them at its ends. What lies outside the range stays as it was. */
import { apply, update } from "../edits"
import { intersect, subtract } from "../ranges"
import { splitAt } from "../tracks"
import type { Annotation, Change, Keyframes, Span } from "../types"

/** Whether a label has frames in the range. */
export function isWithin(record: Annotation, range: Span): boolean {
  return record.spans.some(([start, end]) => start < range[1] && range[0] < end)
}

/** Take the frames of the range out of labels; those that have no others go as a whole. */
export function removeWithin(records: readonly Annotation[], range: Span): Change[] {
  return records.filter((record) => isWithin(record, range)).map((record) => removed(record, range))
}

function removed(record: Annotation, range: Span): Change {
  const spans = subtract(record.spans, [range])
  if (spans.length === 0) return { removed: record }
  const keyframes = steering(record.keyframes, spans, range)
  return update(record, { spans, keyframes, occluded: subtract(record.occluded, [range]) })
}

/** The keyframes outside the range, and those in it that the shape before and after it moves to and from. */
function steering(keyframes: Keyframes, spans: readonly Span[], [from, to]: Span): Keyframes {
  const inside = Object.keys(keyframes)
    .map(Number)
    .filter((frame) => frame >= from && frame < to)
    .sort((a, b) => a - b)
  const kept = new Set([
    spans.some(([start]) => start < from) ? inside[0] : undefined,
    spans.some(([, end]) => end > to) ? inside.at(-1) : undefined,
  ])
  const gone = new Set(inside.filter((frame) => !kept.has(frame)))
  return Object.fromEntries(Object.entries(keyframes).filter(([frame]) => !gone.has(Number(frame))))
}

/** Cut labels at both ends of the range; no frame gains or loses a label. */
export function splitWithin(records: readonly Annotation[], range: Span): Change[] {
  return records
    .filter((record) => isWithin(record, range))
    .flatMap((record) => changesTo(record, pieces(record, range)))
}

/** What a label becomes when it is cut at frames, in order; the first piece keeps its id. */
export function pieces(record: Annotation, cuts: readonly number[]): Annotation[] {
  return cuts.reduce<Annotation[]>((parts, at) => {
    const last = parts.at(-1)
    const changes = last && splitAt(last, at)
    return changes ? [...parts.slice(0, -1), ...apply(new Map([[last.id, last]]), changes).values()] : parts
  }, [record])
}

/** The changes that put pieces in the place of a label. */
export function changesTo(record: Annotation, [first, ...rest]: readonly Annotation[]): Change[] {
  if (!first) return []
  const { spans, keyframes, occluded, steps, class_id, instance } = first
  const kept = update(record, { spans, keyframes, occluded, steps, class_id, instance })
  return [kept, ...rest.map((added) => ({ added }))]
}

/** The part of ranges that lies in the range. */
export function inside(spans: readonly Span[], range: Span): Span[] {
  return intersect(spans, [range])
}
