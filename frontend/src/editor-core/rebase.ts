/** Bringing an edit onto records that moved on while it was on its way. */
import { contentOf, merge, sameContent, subject, update } from "./edits"
import { isGuess } from "./records"
import { renewed } from "./tracks"
import type { Annotation, Change, Edit } from "./types"

/** What the server holds of the records that moved on. */
export interface Present {
  readonly records: readonly Annotation[]
  readonly removed: readonly string[]
  /** Where the removed ones were left, to be brought back from there; earlier pages did not keep it. */
  readonly versions?: Readonly<Record<string, number>>
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

/** The edit once a person has chosen for its clashes, or for that of one record alone. */
export function resolve(edit: Edit, present: Present, yours: readonly Annotation[], choice: Choice, id?: string): Edit {
  const settle = settling(present, yours)
  const outcomes = edit.changes.map((change): Outcome => {
    const outcome = settle(change)
    const settled = outcome.clash && (id === undefined || outcome.clash.id === id)
    return settled ? { change: chosen(change, outcome.clash, choice) } : outcome
  })
  return withChanges(edit, outcomes, present)
}

function withChanges(edit: Edit, outcomes: readonly Outcome[], present: Present): Edit {
  const changes = outcomes.flatMap(({ change }) => (change ? [change] : []))
  const base = new Map(Object.entries(edit.base))
  // Of what was removed without a trace there is no version to build on.
  for (const id of present.removed) base.delete(id)
  for (const [id, version] of Object.entries(present.versions ?? {})) base.set(id, version)
  for (const { id, version } of present.records) base.set(id, version)
  const ids = new Set(changes.map(subject))
  return { ...edit, changes, base: Object.fromEntries([...base].filter(([id]) => ids.has(id))) }
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
    // What comes back is the same record, on the version that it was left at.
    if (!theirs) return { change }
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
  if (choice === "theirs" || (choice === "both" && !yours)) return null
  if (!theirs) return yours ? { added: yours } : null
  if (!yours || "removed" in change) return { removed: theirs }
  // A second copy is a person's word, as any copy is; of a guess that nobody decided on there is none.
  if (choice === "both" && !isGuess(yours)) return { added: renewed(yours) }
  const patch = "updated" in change ? merge(change.updated.from, change.updated.to, theirs).patch : contentOf(yours)
  return update(theirs, patch)
}
