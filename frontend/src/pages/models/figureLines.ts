/** The figures of a model in words: what each is called, what it means, what it is. */
import { t } from "@lingui/core/macro"
import type { Evaluation } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import { clipCount, decimal } from "../../ui/words"
import { figureHint, figureName, points, score } from "./metricWords"

export interface FigureLine {
  readonly name: string
  readonly hint: string
  readonly value: string
  /** Empty where none is told. */
  readonly interval: string
}

/** Guesses within which it is told how often the true class is among them; the first is the accuracy. */
const GUESSES = [2, 3, 5]

export function figureLines(evaluation: Evaluation, models: readonly Model[]): FigureLine[] {
  const { figures } = evaluation
  const main = figures.map(({ key, value, low, high }) => ({
    name: figureName(key),
    hint: figureHint(key),
    value: score(value),
    interval: low === null || high === null ? "" : `${score(low)} – ${score(high)}`,
  }))
  return [...main, ...gap(evaluation), ...temporalGain(evaluation, models), ...ranked(evaluation), ...surest(evaluation), ...alike(evaluation)]
}

/** How much of what it does on recordings that it knows holds for others. */
function gap({ figures, learned }: Evaluation): FigureLine[] {
  const accuracy = figures.find(({ key }) => key === "accuracy")?.value
  if (!learned || accuracy === undefined || accuracy === null) return []
  const hint = t`Accuracy on ${clipCount(learned.n)} that it was trained on. A large fall to other recordings means that it knows those by heart`
  return [
    { name: t`On recordings it learned from`, hint, value: score(learned.accuracy), interval: "" },
    { name: t`Generalization gap`, hint: t`Accuracy on recordings it never saw, less that on those it learned from`, value: points(accuracy - learned.accuracy), interval: "" },
  ]
}

/** What seeing movement and order brings. */
function temporalGain({ temporal_gain: told }: Evaluation, models: readonly Model[]): FigureLine[] {
  const beside = models.find(({ id }) => id === told?.beside_id)
  if (!told || !beside || told.gain === null) return []
  const interval = told.low === null || told.high === null ? "" : t`${points(told.low)} to ${points(told.high)}`
  return [{ name: t`Temporal gain`, hint: t`How much more accurate it is than ${beside.name}, which sees single pictures, on ${clipCount(told.clips)} of both`, value: points(told.gain), interval }]
}

/** How often the true class is among the first guesses. All classes together always hold it. */
function ranked({ cmc, reciprocal_rank: rank }: Evaluation): FigureLine[] {
  const rows = GUESSES.filter((guesses) => guesses < cmc.length).map((guesses) => ({
    name: t`Right within ${guesses} guesses`,
    hint: t`The true class is among the ${guesses} likeliest`,
    value: score(cmc[guesses - 1] ?? null),
    interval: "",
  }))
  if (rows.length === 0 || rank === null) return rows
  return [...rows, { name: t`Mean reciprocal rank`, hint: t`1 where the true class is always the first guess, 0.5 where it is the second`, value: decimal(rank, 3), interval: "" }]
}

/** What one meets who looks for clips of a class. */
function surest({ surest: told }: Evaluation): FigureLine[] {
  return told.map(({ k, precision }) => ({
    name: t`Precision at ${k}`,
    hint: t`Of the ${k} clips that are likeliest of a class the share that is right, on average over classes`,
    value: score(precision),
    interval: "",
  }))
}

/** Whether clips that look alike are of the same class. */
function alike({ retrieval }: Evaluation): FigureLine[] {
  if (!retrieval) return []
  const rows = retrieval.nearest.map(({ k, precision }) => ({
    name: t`Alike clips: precision at ${k}`,
    hint: t`Of the ${k} most alike clips of other recordings the share that shows the same class`,
    value: score(precision),
    interval: "",
  }))
  const hint = t`1 where the most alike clip always shows the same class, 0.5 where the second does first`
  return [...rows, { name: t`Alike clips: mean reciprocal rank`, hint, value: decimal(retrieval.reciprocal_rank, 3), interval: "" }]
}
