/** Moving what lies in a range, and filling it: as far as neighbors allow, which never move themselves. */
import { type Records, update } from "../edits"
import { subtract, union } from "../ranges"
import { ownTags } from "../tags"
import type { Annotation, Change, ClipFacts, Span } from "../types"
import { carried } from "./carry"
import { isWithin } from "./cut"

interface Moving {
  readonly record: Annotation
  /** Those of its spans that lie wholly in the range. */
  readonly spans: readonly Span[]
}

/**
 * Move the spans that lie wholly in the range by some frames, all by as many: as far as the clip and
 * what stays allow. `by` is how far they went.
 */
export function shiftWithin(
  view: Records,
  records: readonly Annotation[],
  [from, to]: Span,
  wanted: number,
  clip: Pick<ClipFacts, "frames">,
): { changes: Change[]; by: number } {
  const moving = records
    .map((record): Moving => ({ record, spans: record.spans.filter(([start, end]) => start >= from && end <= to) }))
    .filter(({ spans }) => spans.length > 0)
  const blocked = new Blocked(view, moving)
  const room = Math.min(...moving.map((each) => roomOf(each.spans, blocked.of(each.record), Math.sign(wanted), clip.frames)))
  const by = Math.min(Math.abs(wanted), room) * Math.sign(wanted)
  if (by === 0 || moving.length === 0) return { changes: [], by: 0 }
  return { by, changes: moving.map((each) => update(each.record, carried(each.record, movesOf(each, by)))) }
}

function movesOf({ record, spans }: Moving, by: number) {
  return record.spans.map((span) => ({ span, by: spans.includes(span) ? by : 0 }))
}

/** What stays and may not be run into: a track's other spans, and of a tag those of its class. */
class Blocked {
  private readonly byClass = new Map<number, Span[]>()
  private readonly moving: ReadonlyMap<string, readonly Span[]>

  constructor(
    private readonly view: Records,
    moving: readonly Moving[],
  ) {
    this.moving = new Map(moving.map(({ record, spans }) => [record.id, spans]))
  }

  of(record: Annotation): Span[] {
    if (record.kind !== "tag") return this.left(record)
    const known = this.byClass.get(record.class_id)
    if (known) return known
    const all = union(ownTags(this.view, record.class_id).flatMap((tag) => this.left(tag)), [])
    this.byClass.set(record.class_id, all)
    return all
  }

  private left({ id, spans }: Annotation): Span[] {
    return subtract(spans, this.moving.get(id) ?? [])
  }
}

/** How many frames all of the spans can go in a direction. */
function roomOf(spans: readonly Span[], blocked: readonly Span[], direction: number, frames: number): number {
  const rooms = spans.map(([start, end]) => {
    if (direction > 0) return (blocked.find((other) => other[1] > start)?.[0] ?? frames) - end
    return start - (blocked.findLast((other) => other[0] < end)?.[1] ?? 0)
  })
  return Math.max(0, Math.min(...rooms))
}

/**
 * Stretch what lies in the range to its ends: of each row the first label begins with the range and
 * the last one ends with it. What lies between stays, and so does what reaches over an end.
 */
export function stretchWithin(view: Records, records: readonly Annotation[], range: Span): Change[] {
  const touched = records.filter((record) => isWithin(record, range))
  const tags = touched.filter(({ kind }) => kind === "tag")
  const classes = [...new Set(tags.map(({ class_id }) => class_id))]
  const rows = [
    ...classes.map((id) => ({ own: tags.filter(({ class_id }) => class_id === id), all: ownTags(view, id) })),
    ...touched.filter(({ kind }) => kind !== "tag").map((track) => ({ own: [track], all: [track] })),
  ]
  return rows.flatMap(({ own, all }) => stretched(own, all, range))
}

function stretched(own: readonly Annotation[], all: readonly Annotation[], [from, to]: Span): Change[] {
  const covered = union(all.flatMap(({ spans }) => spans), [])
  const within = covered.filter(([start, end]) => start < to && from < end)
  const begins = within[0]?.[0] ?? from
  const ends = within.at(-1)?.[1] ?? to
  return own.flatMap((record) => {
    const more: Span[] = []
    if (begins > from && record.spans.some(([start]) => start === begins)) more.push([from, begins])
    if (ends < to && record.spans.some(([, end]) => end === ends)) more.push([ends, to])
    return more.length > 0 ? [update(record, { spans: union(record.spans, more) })] : []
  })
}
