/** Bringing an edit onto records that moved on while it was on its way. */
import { merge, sameContent, subject, update } from "./edits"
import { newId } from "./ids"
import type { Annotation, Change, Edit } from "./types"

/** What the server holds of the records that moved on. */
export interface Present {
  readonly records: readonly Annotation[]
  readonly removed: readonly string[]
}

/** One record that two people changed in ways that cannot both hold; null is "removed". */
export interface Clash {
  readonly id: string
  readonly yours: Annotation | null
  readonly theirs: Annotation | null
}

export type Choice = "yours" | "theirs" | "both"

type Outcome = { readonly change: Change | null; readonly clash?: Clash }

/** The edit on the present records, and what must be asked; clashing changes stay as they were. */
export function rebase(edit: Edit, present: Present, yours: readonly Annotation[]): { edit: Edit; clashes: Clash[] } {
  const settle = settling(present, yours)
  const outcomes = edit.changes.map(settle)
  const clashes = outcomes.flatMap(({ clash }) => (clash ? [clash] : []))
  return { edit: withChanges(edit, outcomes, present), clashes }
}

/** The edit once a person has chosen for its clashes. */
export function resolve(edit: Edit, present: Present, yours: readonly Annotation[], choice: Choice): Edit {
  const settle = settling(present, yours)
  const outcomes = edit.changes.map((change): Outcome => {
    const outcome = settle(change)
    return outcome.clash ? { change: chosen(change, outcome.clash, choice) } : outcome
  })
  return withChanges(edit, outcomes, present)
}

function withChanges(edit: Edit, outcomes: readonly Outcome[], present: Present): Edit {
  const changes = outcomes.flatMap(({ change }) => (change ? [change] : []))
  const known = new Map(present.records.map((record) => [record.id, record.version]))
  const versions = changes.map(subject).flatMap((id): [string, number][] => {
    const version = known.get(id) ?? edit.base[id]
    return version === undefined ? [] : [[id, version]]
  })
  return { ...edit, changes, base: Object.fromEntries(versions) }
}

/** What becomes of a change, by what the server holds and what it was to become. An edit may be of thousands. */
function settling({ records, removed }: Present, yours: readonly Annotation[]): (change: Change) => Outcome {
  const [theirs, mine] = [records, yours].map((all) => new Map(all.map((record) => [record.id, record])))
  const gone = new Set(removed)
  return (change) => {
    if ("skip" in change) return { change }
    const id = subject(change)
    return settle(change, { theirs: theirs?.get(id), gone: gone.has(id), mine: mine?.get(id) ?? null })
  }
}

interface Sides {
  readonly theirs: Annotation | undefined
  readonly gone: boolean
  readonly mine: Annotation | null
}

function settle(change: Exclude<Change, { skip: unknown }>, { theirs, gone, mine }: Sides): Outcome {
  const id = subject(change)
  if (!theirs && !gone) return { change }
  if ("removed" in change) {
    if (!theirs) return { change: null }
    if (sameContent(theirs, change.removed)) return { change: { removed: theirs } }
    return { change, clash: { id, yours: null, theirs } }
  }
  if ("added" in change) {
    // Its version is not known here any more, so what comes back comes back as a new record.
    if (!theirs) return { change: { added: renewed(change.added) } }
    if (sameContent(theirs, change.added)) return { change: null }
    return { change, clash: { id, yours: change.added, theirs } }
  }
  if (!theirs) return { change, clash: { id, yours: mine, theirs: null } }
  const { patch, clash } = merge(change.updated.from, change.updated.to, theirs)
  if (clash) return { change, clash: { id, yours: mine ?? { ...theirs, ...patch }, theirs } }
  const merged = update(theirs, patch)
  return { change: "updated" in merged && Object.keys(merged.updated.to).length > 0 ? merged : null }
}

function chosen(change: Change, { yours, theirs }: Clash, choice: Choice): Change | null {
  if (choice === "theirs") return null
  if (choice === "both" || !theirs) return yours ? { added: renewed(yours) } : null
  if (!yours || "removed" in change) return { removed: theirs }
  const patch = "updated" in change ? merge(change.updated.from, change.updated.to, theirs).patch : yours
  return update(theirs, patch)
}

function renewed(record: Annotation): Annotation {
  return { ...record, id: newId(), version: 0, source: "human", model_id: null, confidence: null }
}
