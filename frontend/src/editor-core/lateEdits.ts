/** Edits that came too late to be applied: what they come to on the labels as these are by now. */
import { contentOf, merge, subject } from "./edits"
import { changesTo, type Said } from "./past"
import { skipped } from "./skips"
import type { Annotation, Change, Kind, LabelClass } from "./types"

export interface Somebody {
  readonly id: number
  readonly name: string
}

/** One such edit, and what became of it. */
export interface LateEdit {
  readonly id: string
  readonly author: Somebody | null
  readonly created_at: string
  readonly base: Readonly<Record<string, number>>
  readonly changes: readonly Change[]
  readonly reason: string
  readonly verdict: "apply" | "dismiss" | null
  readonly decided_by: Somebody | null
}

/** Classes to take for those that were deleted, by the ids of these. */
export type Instead = Readonly<Record<number, number>>

/** Edits of one person that are about the same labels, oldest first: none means anything without those before it. */
export function chains(edits: readonly LateEdit[]): LateEdit[][] {
  return edits.reduce<LateEdit[][]>((found, edit) => {
    const about = new Set(edit.changes.map(subject))
    const joins = (chain: readonly LateEdit[]) =>
      chain.some(({ author, changes }) => author?.id === edit.author?.id && changes.some((change) => about.has(subject(change))))
    const mine = new Set([...found.filter(joins).flat(), edit])
    return [...found.filter((chain) => !joins(chain)), edits.filter((each) => mine.has(each))]
  }, [])
}

/** The least changes that bring late edits, oldest first, onto what is said now. Where both changed the same, theirs wins. */
export function onto(now: Said, edits: readonly LateEdit[], instead: Instead = {}): Change[] {
  const records = new Map(now.records)
  let { skips } = now
  for (const change of edits.flatMap(({ changes }) => changes)) {
    const id = subject(change)
    const then = "skip" in change ? undefined : after(records.get(id), change, instead)
    if ("skip" in change) skips = skipped(skips, [change])
    else if (then) records.set(id, then)
    else records.delete(id)
  }
  return changesTo(now, { records, skips })
}

/** A label after a late change; undefined where it is not there. */
function after(is: Annotation | undefined, change: Exclude<Change, { skip: unknown }>, instead: Instead): Annotation | undefined {
  if ("removed" in change) return undefined
  if ("added" in change) {
    const added = { ...change.added, class_id: instead[change.added.class_id] ?? change.added.class_id }
    return is ? { ...is, ...contentOf(added) } : added
  }
  if (!is) return undefined
  const { patch } = merge(change.updated.from, change.updated.to, is)
  const { class_id } = patch
  return { ...is, ...patch, ...(class_id === undefined ? {} : { class_id: instead[class_id] ?? class_id }) }
}

/** The versions that such changes are based on: of labels that were removed, those that the late edits knew. */
export function baseOf(changes: readonly Change[], { records }: Said, edits: readonly LateEdit[]): Record<string, number> {
  const known = Object.assign({}, ...edits.map(({ base }) => base)) as Record<string, number>
  const versions = changes.map(subject).flatMap((id): [string, number][] => {
    const version = records.get(id)?.version ?? known[id]
    return version === undefined ? [] : [[id, version]]
  })
  return Object.fromEntries(versions)
}

/** The classes that late edits use and the project has no more, with the kind of label that each was for. */
export function deletedClasses(now: Said, edits: readonly LateEdit[], classes: readonly LabelClass[]): Map<number, Kind> {
  const there = new Set(classes.map(({ id }) => id))
  const given = onto(now, edits).flatMap((change): [number, Kind][] => {
    if ("added" in change) return [[change.added.class_id, change.added.kind]]
    const record = "updated" in change ? now.records.get(change.updated.id) : undefined
    const to = "updated" in change ? change.updated.to.class_id : undefined
    return record && to !== undefined ? [[to, record.kind]] : []
  })
  return new Map(given.filter(([id]) => !there.has(id)))
}
