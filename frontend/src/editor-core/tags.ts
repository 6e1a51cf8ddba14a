/** Changes of tags: statements without geometry about ranges of a clip. */
import { t } from "@lingui/core/macro"
import { type Records, update } from "./edits"
import { union } from "./ranges"
import { isGuess, isWholeClip, newRecord } from "./records"
import type { Annotation, Change, ClipFacts, LabelClass, Span } from "./types"
import { accept } from "./verdicts"

/** Tag a range. It grows an own span of that class that it touches, so that none lie on each other. */
export function tagRange(view: Records, labelClass: LabelClass, span: Span): { changes: Change[]; id: string } {
  const same = ownTags(view, labelClass.id)
  const touching = same.filter((tag) => tag.spans.some(([start, end]) => start <= span[1] && span[0] <= end))
  const [first, ...rest] = touching
  if (!first) {
    const added = newRecord(labelClass, [span])
    return { changes: [{ added }], id: added.id }
  }
  const spans = touching.reduce<readonly Span[]>((all, tag) => union(all, tag.spans), [span])
  const grown = update(first, { spans })
  const changes: Change[] = [grown, ...rest.map((tag): Change => ({ removed: tag }))]
  return { changes: "updated" in grown && !grown.updated.to.spans ? changes.slice(1) : changes, id: first.id }
}

/**
 * Put a whole-clip tag on, or take it off where it is. In single-label projects it takes the place of others.
 * Where a model said the same, the person agrees with it: one label, not two.
 */
export function toggleWholeClip(view: Records, labelClass: LabelClass, clip: ClipFacts, single: boolean): Change[] {
  const there = ownTags(view, labelClass.id).filter((tag) => isWholeClip(tag, clip))
  if (there.length > 0) return there.map((removed) => ({ removed }))
  const others = [...view.values()].filter(
    (record) => single && isWholeClip(record, clip) && !isGuess(record) && !record.negative,
  )
  const same = ownTags(view, labelClass.id).filter((tag) => !others.includes(tag))
  const guess = [...view.values()].find(
    (record) => record.class_id === labelClass.id && isGuess(record) && !record.negative && isWholeClip(record, clip),
  )
  return [
    ...[...others, ...same].map((removed) => ({ removed })),
    guess ? accept(guess) : { added: newRecord(labelClass, [[0, clip.frames]]) },
  ]
}

/** The tags of a class that people made or took on. */
export function ownTags(view: Records, classId: number): Annotation[] {
  const tags = [...view.values()].filter((record) => record.kind === "tag" && record.class_id === classId)
  return tags.filter((record) => !isGuess(record) && !record.negative)
}

/** Move one edge of a span; the span keeps at least one frame and does not reach its neighbours. */
export function moveEdge(
  record: Annotation,
  index: number,
  edge: "start" | "end",
  to: number,
  clip: ClipFacts,
): Change {
  const span = record.spans[index]
  if (!span) throw new RangeError(t`There is no span ${index}`)
  const least = record.spans[index - 1]?.[1] ?? 0
  const most = record.spans[index + 1]?.[0] ?? clip.frames
  const moved: Span =
    edge === "start"
      ? [Math.max(least, Math.min(to, span[1] - 1)), span[1]]
      : [span[0], Math.min(most, Math.max(to, span[0] + 1))]
  return update(record, { spans: union(record.spans.with(index, moved), []) })
}

/** Take one of several spans away; null where it is the only one. */
export function dropSpan(record: Annotation, index: number): Change | null {
  const spans = record.spans.filter((_, at) => at !== index)
  return spans.length > 0 ? update(record, { spans }) : null
}

/** Move a whole span by some frames, as far as its neighbours and the clip allow. */
export function moveSpan(record: Annotation, index: number, by: number, clip: ClipFacts): Change {
  const span = record.spans[index]
  if (!span) throw new RangeError(t`There is no span ${index}`)
  const least = (record.spans[index - 1]?.[1] ?? 0) - span[0]
  const most = (record.spans[index + 1]?.[0] ?? clip.frames) - span[1]
  const step = Math.max(least, Math.min(by, most))
  const moved: Span = [span[0] + step, span[1] + step]
  return update(record, { spans: union(record.spans.with(index, moved), []) })
}

/** Move tags by the same number of frames, as far as the clip lets the outermost of them. */
export function moveSpans(records: readonly Annotation[], by: number, clip: ClipFacts): Change[] {
  const spans = records.flatMap((record) => record.spans)
  const first = Math.min(clip.frames, ...spans.map(([start]) => start))
  const last = Math.max(0, ...spans.map(([, end]) => end))
  const step = Math.max(-first, Math.min(by, clip.frames - last))
  return records.map((record) => update(record, { spans: record.spans.map(([start, end]): Span => [start + step, end + step]) }))
}

/** Join a tag with the next one of its class; null where there is none. */
export function mergeNext(view: Records, record: Annotation): Change[] | null {
  const from = record.spans[0]?.[0] ?? 0
  const next = ownTags(view, record.class_id)
    .filter((tag) => tag.id !== record.id && (tag.spans[0]?.[0] ?? 0) >= from)
    .sort((a, b) => (a.spans[0]?.[0] ?? 0) - (b.spans[0]?.[0] ?? 0))[0]
  const end = (next ?? record).spans.at(-1)?.[1]
  if (end === undefined || (!next && record.spans.length < 2)) return null
  const joined = update(record, { spans: [[from, Math.max(end, record.spans.at(-1)?.[1] ?? end)]] })
  return next ? [joined, { removed: next }] : [joined]
}
