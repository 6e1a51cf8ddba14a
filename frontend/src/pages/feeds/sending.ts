/** What a decision on a card is written down as, on its way to the server, and what takes it back. */
import type { FeedCard } from "../../api/feedTypes"
import { newId } from "../../editor-core/ids"
import { apply, subject } from "../../editor-core/edits"
import type { Annotation, Edit, StageStep } from "../../editor-core/types"
import { baseOf, type Plan, versionsOf, wayBack } from "./decide"

/** The edit that a decision comes to. */
export function editOf(kind: string, card: FeedCard, { way, changes }: Plan): Edit {
  const step: StageStep = way === "decide" ? { kind: "submit", unsure: false } : way === "edit" ? { kind: "say" } : { kind: "uphold", feed: kind, upheld: true }
  return { edit_id: newId(), base: baseOf(changes, versionsOf(card)), changes, step }
}

/** The edit that takes a decision back, on what the server answered to it, where it did by now. */
export function backOf(card: FeedCard, { edit_id, changes, step }: Edit, answered: readonly Annotation[]): Edit {
  const back = { edit_id: newId(), ...wayBack(changes, versionsOf(card), answered) }
  if (step?.kind === "submit") return { ...back, step: { kind: "recall", decision: edit_id } }
  return step?.kind === "uphold" ? { ...back, step: { ...step, upheld: false } } : back
}

/** What the labels that an edit touches look like after it. */
export function yoursOf({ annotations }: FeedCard, { changes }: Edit): Annotation[] {
  const after = apply(new Map(annotations.map((one) => [one.id, one as Annotation])), changes)
  return changes.flatMap((change) => after.get(subject(change)) ?? [])
}
