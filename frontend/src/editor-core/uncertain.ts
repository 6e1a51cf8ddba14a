/** Where a reviewer should look: the model is unsure there, or it and people say different things. */
import type { Records } from "./edits"
import { intersect, normalize } from "./ranges"
import { isGuess } from "./records"
import type { Annotation, Doubt, Span } from "./types"

/** A model's label below this is not sure; the same as in the sampling rule of a workflow. */
export const SURE = 0.6
/** A stretch above this is one where the model cannot tell. */
const DOUBTFUL = 0.6

/** The stretches to look at, merged where they touch, in their order. `single`: a frame is of one class at most. */
export function uncertain(view: Records, doubt: readonly Doubt[], single: boolean): Span[] {
  const records = [...view.values()]
  const guesses = records.filter((record) => isGuess(record) && !record.negative)
  const low = guesses.filter(({ confidence }) => confidence !== null && confidence < SURE).flatMap(({ spans }) => spans)
  const unsure = doubt.filter(({ value }) => value > DOUBTFUL).map(({ start, end }): Span => [start, end])
  return normalize([...low, ...unsure, ...guesses.flatMap((guess) => disagreements(guess, records, single))])
}

/** The frames over which people say something else than a model's label does. */
function disagreements(guess: Annotation, records: readonly Annotation[], single: boolean): Span[] {
  if (guess.kind !== "tag") return []
  const against = records.filter(
    (record) =>
      record.kind === "tag" &&
      !isGuess(record) &&
      (record.class_id === guess.class_id ? record.negative : single && !record.negative),
  )
  return against.flatMap(({ spans }) => intersect(guess.spans, spans))
}
