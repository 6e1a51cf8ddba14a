/** Spans out of shots: a tag is cut where the picture is. */
import { type Records, update } from "./edits"
import { intersect } from "./ranges"
import { isGuess, newRecord } from "./records"
import type { Annotation, Change, LabelClass, Span } from "./types"

/**
 * Give each shot a span of its own. The given tag, else all tags of the class, are cut at the shots'
 * edges; where there is none, every shot is tagged. Nothing changes where nothing is to be cut.
 */
export function splitByShots(
  view: Records,
  labelClass: LabelClass,
  shots: readonly Span[],
  only: Annotation | undefined,
): Change[] {
  const tags = only ? [only] : [...view.values()].filter((record) => isOwnTag(record, labelClass))
  if (tags.length === 0) return shots.map((shot) => ({ added: newRecord(labelClass, [shot]) }))
  return tags.flatMap((tag) => cut(tag, labelClass, shots))
}

function isOwnTag(record: Annotation, { id }: LabelClass): boolean {
  return record.kind === "tag" && record.class_id === id && !isGuess(record) && !record.negative
}

function cut(tag: Annotation, labelClass: LabelClass, shots: readonly Span[]): Change[] {
  const [first, ...rest] = shots.flatMap((shot) => intersect(tag.spans, [shot]))
  if (!first || rest.length === 0) return []
  return [update(tag, { spans: [first] }), ...rest.map((span) => ({ added: newRecord(labelClass, [span]) }))]
}
