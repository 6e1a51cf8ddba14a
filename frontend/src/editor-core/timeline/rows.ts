/** The rows of the timeline: one per tag class that is used, then one per track. */
import type { Records } from "../edits"
import type { Annotation, LabelClass } from "../types"

/** One span of one record. */
export interface Segment {
  readonly record: Annotation
  readonly index: number
  readonly start: number
  readonly end: number
}

export interface Row {
  readonly key: string
  readonly kind: "tags" | "track"
  readonly labelClass: LabelClass
  readonly name: string
  /** By start. */
  readonly segments: readonly Segment[]
  /** The furthest end of all segments up to each, so that a search may skip those that lie before. */
  readonly reach: readonly number[]
  readonly record: Annotation | null
  /** Where a span of this class was begun and not ended. */
  readonly open: number | null
}

export const ROW_PX = 24
export const RULER_PX = 28

interface Options {
  readonly guesses: boolean
  readonly open: Readonly<Record<number, number>>
}

/** Rows of what is labeled; classes come in their own order, tracks by where they begin. */
export function rowsOf(records: Records, classes: readonly LabelClass[], options: Options): Row[] {
  const seen = seenOf(records, options.guesses)
  const byClass = new Map<number, Annotation[]>()
  for (const record of seen) {
    const same = byClass.get(record.class_id)
    if (same) same.push(record)
    else byClass.set(record.class_id, [record])
  }
  const tags = classes.flatMap((labelClass): Row[] => {
    const tagged = byClass.get(labelClass.id) ?? []
    const open = options.open[labelClass.id] ?? null
    return labelClass.kind === "tag" && (tagged.length > 0 || open !== null)
      ? [tagRow(labelClass, tagged, open)]
      : []
  })
  const tracks = classes.flatMap((labelClass) => {
    const drawn = labelClass.kind === "tag" ? [] : (byClass.get(labelClass.id) ?? [])
    return inTime(drawn).map((track, at) => trackRow(track, labelClass, nameOf(track, labelClass, at, drawn.length)))
  })
  return [...tags, ...tracks]
}

/** What a label is called on its row. */
export function titleOf(records: Records, record: Annotation, labelClass: LabelClass, guesses: boolean): string {
  if (record.kind === "tag") return labelClass.name
  let [before, all, passed] = [0, 0, false]
  for (const other of records.values()) {
    if (other.class_id !== labelClass.id || !isSeen(other, guesses)) continue
    const ahead = beginOf(record) - beginOf(other)
    // Of those that begin together, the first made comes first.
    if (ahead > 0 || (ahead === 0 && !passed && other !== record)) before += 1
    passed ||= other === record
    all += 1
  }
  return nameOf(record, labelClass, before, passed ? all : 1)
}

function seenOf(records: Records, guesses: boolean): Annotation[] {
  return [...records.values()].filter((record) => isSeen(record, guesses))
}

function isSeen({ negative, source }: Annotation, guesses: boolean): boolean {
  return !negative && (guesses || source !== "model")
}

function inTime(tracks: readonly Annotation[]): Annotation[] {
  return tracks.toSorted((a, b) => beginOf(a) - beginOf(b))
}

function beginOf({ spans }: Annotation): number {
  return spans[0]?.[0] ?? 0
}

interface TagRow {
  readonly tags: readonly Annotation[]
  readonly row: Row
}

const rowByClass = new WeakMap<LabelClass, TagRow>()

/** The row of a class of tags; sorted anew only when one of them is another one than before. */
function tagRow(labelClass: LabelClass, tags: readonly Annotation[], open: number | null): Row {
  const known = rowByClass.get(labelClass)
  const same = known?.row.open === open && known.tags.length === tags.length && known.tags.every((tag, at) => tag === tags[at])
  if (known && same) return known.row
  const made = row(`class-${labelClass.id}`, "tags", labelClass, labelClass.name, tags, open)
  rowByClass.set(labelClass, { tags, row: made })
  return made
}

const rowByTrack = new WeakMap<Annotation, Row>()

/** The row of a track. Records never change in place, so that a drag of one makes one row anew. */
function trackRow(track: Annotation, labelClass: LabelClass, name: string): Row {
  const known = rowByTrack.get(track)
  if (known?.name === name && known.labelClass === labelClass) return known
  const made = row(track.id, "track", labelClass, name, [track])
  rowByTrack.set(track, made)
  return made
}

/** What a track is called: its class, and a number where there are several. */
function nameOf(track: Annotation, labelClass: LabelClass, at: number, of: number): string {
  if (track.instance !== null) return `${labelClass.name} ${track.instance}`
  return of > 1 ? `${labelClass.name} ${at + 1}` : labelClass.name
}

function row(
  key: string,
  kind: Row["kind"],
  labelClass: LabelClass,
  name: string,
  records: readonly Annotation[],
  open: number | null = null,
): Row {
  const segments = records
    .flatMap((record) => record.spans.map(([start, end], index) => ({ record, index, start, end })))
    .sort((a, b) => a.start - b.start)
  let furthest = 0
  const reach = segments.map(({ end }) => (furthest = Math.max(furthest, end)))
  return { key, kind, labelClass, name, segments, reach, record: kind === "track" ? (records[0] ?? null) : null, open }
}

/** The segments of a row that touch a range of frames. */
export function* segmentsWithin(row: Row, from: number, to: number): Generator<Segment> {
  let low = 0
  let high = row.reach.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((row.reach[middle] ?? 0) <= from) low = middle + 1
    else high = middle
  }
  for (let at = low; at < row.segments.length; at += 1) {
    const segment = row.segments[at]
    if (!segment || segment.start >= to) return
    if (segment.end > from) yield segment
  }
}
