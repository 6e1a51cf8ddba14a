/** Deciding on a model's labels. */
import { type Records, update } from "./edits"
import { isGuess } from "./records"
import type { Annotation, Change } from "./types"

/** A person says that the model is right: the label is theirs, the model's score stays with it. */
export function accept(record: Annotation): Change {
  return update(record, { source: "human" })
}

/** A person says that the class does not hold there: kept as a negative, and not proposed again. */
export function reject(record: Annotation): Change {
  return update(record, { source: "human", negative: true })
}

/** Whether a change says that a class does not hold. */
export function isRejection(change: Change): boolean {
  return "added" in change ? change.added.negative : "updated" in change && change.updated.to.negative === true
}

/** What was rejected is open again: a model's label to decide on, or what somebody says. */
export function takeBack(record: Annotation): Change {
  return update(record, record.model_id === null ? { negative: false } : { source: "model", negative: false })
}

/** The model's label to decide on next: the selected one, else of those that are seen the nearest to the frame. */
export function guessFor(view: Records, selected: string | null, frame: number, isSeen: (record: Annotation) => boolean): Annotation | null {
  const chosen = selected === null ? undefined : view.get(selected)
  if (chosen && isGuess(chosen)) return chosen
  let nearest: Annotation | null = null
  let least = Infinity
  for (const record of view.values()) {
    const away = isGuess(record) && !record.negative ? distance(record, frame) : Infinity
    if (away < least && isSeen(record)) [nearest, least] = [record, away]
  }
  return nearest
}

function distance(record: Annotation, frame: number): number {
  return Math.min(...record.spans.map(([start, end]) => Math.max(start - frame, frame - (end - 1), 0)))
}
