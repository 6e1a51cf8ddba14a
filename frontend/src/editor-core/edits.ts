/** Applying, inverting and merging changes. Twin: annotator/edits. */
import { equal } from "./equal"
import { SKIPS } from "./skips"
import type { Annotation, Change, Keyframes, Patch } from "./types"

export type Records = ReadonlyMap<string, Annotation>

/** The id of the record a change is about; of skipped frames, a name of their own. */
export function subject(change: Change): string {
  if ("skip" in change) return SKIPS
  if ("added" in change) return change.added.id
  if ("removed" in change) return change.removed.id
  return change.updated.id
}

/** The records after the changes. A change of a record that is not there is left out. */
export function apply(records: Records, changes: readonly Change[]): Map<string, Annotation> {
  const result = new Map(records)
  for (const change of changes) {
    if ("added" in change) result.set(change.added.id, change.added)
    else if ("removed" in change) result.delete(change.removed.id)
    else if ("updated" in change) {
      const record = result.get(change.updated.id)
      if (record) result.set(record.id, { ...record, ...change.updated.to })
    }
  }
  return result
}

/** The changes that take the changes back, in reverse order. */
export function invert(changes: readonly Change[]): Change[] {
  return changes
    .map((change): Change => {
      if ("added" in change) return { removed: change.added }
      if ("removed" in change) return { added: change.removed }
      if ("skip" in change) return { skip: { from: change.skip.to, to: change.skip.from } }
      const { id, from, to } = change.updated
      return { updated: { id, from: to, to: from } }
    })
    .reverse()
}

/** The change from a record to the same one with other values; fields that stay are left out. */
export function update(record: Annotation, patch: Patch): Change {
  const changed = fieldsOf(patch).filter((field) => !equal(record[field], patch[field]))
  return { updated: { id: record.id, from: pick(record, changed), to: pick(patch, changed) } }
}

/** Whether a change does nothing. */
export function isEmpty(change: Change): boolean {
  if ("skip" in change) return equal(change.skip.from, change.skip.to)
  return "updated" in change && Object.keys(change.updated.to).length === 0
}

type Field = keyof Patch

function fieldsOf(patch: Patch): Field[] {
  return Object.keys(patch) as Field[]
}

function pick(values: Patch, fields: readonly Field[]): Patch {
  return Object.fromEntries(fields.map((field) => [field, values[field]]))
}

/**
 * What `to` becomes on a record that somebody else changed meanwhile: fields they left alone are
 * ours, keyframes are merged frame by frame. `clash` is true where both changed the same thing
 * differently; ours wins there.
 */
export function merge(from: Patch, to: Patch, theirs: Annotation): { patch: Patch; clash: boolean } {
  let clash = false
  const patch: Record<string, unknown> = {}
  for (const field of fieldsOf(to)) {
    if (equal(theirs[field], from[field]) || equal(theirs[field], to[field])) {
      patch[field] = to[field]
    } else if (field === "keyframes") {
      const merged = mergeKeyframes(from.keyframes ?? {}, to.keyframes ?? {}, theirs.keyframes)
      patch[field] = merged.keyframes
      clash ||= merged.clash
    } else {
      patch[field] = to[field]
      clash = true
    }
  }
  return { patch, clash }
}

function mergeKeyframes(from: Keyframes, to: Keyframes, theirs: Keyframes) {
  let clash = false
  const keyframes = { ...theirs }
  for (const frame of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (equal(from[frame], to[frame])) continue
    clash ||= !equal(theirs[frame], from[frame]) && !equal(theirs[frame], to[frame])
    if (to[frame]) keyframes[frame] = to[frame]
    else Reflect.deleteProperty(keyframes, frame)
  }
  return { keyframes, clash }
}

/** What becomes of a change on the records of now. */
export interface Landed {
  readonly change: Change
  /** How to send it where others said something else meanwhile: as made on what was there before, so that it is asked about. */
  readonly contested: Change | null
}

/** A change made on an earlier state, as a drag is, on the records as they are by now. Null where its record is gone. */
export function landed(change: Change, view: Records): Landed | null {
  if ("skip" in change || "added" in change) return { change, contested: null }
  const now = view.get(subject(change))
  if (!now) return null
  if ("removed" in change) return { change: { removed: now }, contested: null }
  const { id, from, to } = change.updated
  const { patch, clash } = merge(from, to, now)
  return { change: update(now, patch), contested: clash ? { updated: { id, from, to: patch } } : null }
}

/** What a record says, without what the server says of it. */
export function contentOf(record: Annotation): Patch {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !["id", "version", "author"].includes(field)))
}

/** Whether two states of a record say the same; the server sets version and author. */
export function sameContent(a: Annotation, b: Annotation): boolean {
  return equal({ ...a, version: 0, author: null }, { ...b, version: 0, author: null })
}
