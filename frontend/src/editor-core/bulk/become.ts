/** Another class for what lies in a range. */
import { type Records, subject } from "../edits"
import { becomeWhole, freeInstance } from "../joining"
import { subtract, union } from "../ranges"
import { newRecord } from "../records"
import { ownTags } from "../tags"
import type { Annotation, Change, LabelClass, Span } from "../types"
import { changesTo, inside, isWithin, pieces, removeWithin } from "./cut"

/**
 * Give the class to what labels say in the range; outside of it they keep their own. Labels of
 * another kind than the class stay as they are. The parts of a track that is cut are of one instance.
 */
export function becomeWithin(view: Records, records: readonly Annotation[], range: Span, labelClass: LabelClass): Change[] {
  const now = new Map(view)
  return records.flatMap((record) => {
    if (record.kind !== labelClass.kind || record.class_id === labelClass.id || !isWithin(record, range)) return []
    const changes = record.kind === "tag" ? becomeTag(now, record, range, labelClass) : becomeTrack(now, record, range, labelClass)
    follow(now, changes)
    return changes
  })
}

/** A frame never has two tags of a class: where one is there already, it stays the only one. */
function becomeTag(now: Records, record: Annotation, range: Span, labelClass: LabelClass): Change[] {
  const taken = union(ownTags(now, labelClass.id).flatMap(({ spans }) => spans), [])
  const meant = inside(record.spans, range)
  const free = subtract(meant, taken)
  const whole = subtract(record.spans, meant).length === 0
  if (whole && subtract(meant, free).length === 0) return [becomeWhole(record, labelClass)]
  const added: Change[] = free.length > 0 ? [{ added: { ...newRecord(labelClass, free), text: record.text } }] : []
  return [...removeWithin([record], range), ...added]
}

function becomeTrack(now: Records, record: Annotation, range: Span, labelClass: LabelClass): Change[] {
  const parts = pieces(record, range)
  const [only] = parts
  if (parts.length === 1 && only) return [becomeWhole(only, labelClass)]
  const instance = record.instance ?? freeInstance(now)
  return changesTo(
    record,
    parts.map((part) => ({ ...part, instance, ...(isWithin(part, range) ? { class_id: labelClass.id, steps: {} } : {}) })),
  )
}

/** Keep a map of records up to date without making it anew. */
function follow(now: Map<string, Annotation>, changes: readonly Change[]): void {
  for (const change of changes) {
    const record = now.get(subject(change))
    if ("added" in change) now.set(change.added.id, change.added)
    else if ("removed" in change) now.delete(change.removed.id)
    else if ("updated" in change && record) now.set(record.id, { ...record, ...change.updated.to })
  }
}
