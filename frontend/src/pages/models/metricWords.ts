/** Figures of a model in words. */
import type { Metrics, Model } from "../../api/learningTypes"
import { counted } from "../../ui/words"

/** Half the 95 % interval of accuracy. */
export function halfWidth({ accuracy_interval: [low, high] }: Metrics): number {
  return (high - low) / 2
}

/** What a model was judged on: 631 test clips. */
export function judgedOn({ n, split }: Metrics): string {
  return `${counted(n, split === "test" ? "test clip" : "clip")}${split === "grouped-cv" ? " in folds" : ""}`
}

/** How much better than the model before it, as ` · +1.8 on Model 6`; nothing for the first. */
export function accuracyGain(model: Model, models: readonly Model[]): string {
  const parent = models.find(({ id }) => id === model.parent_id)
  if (!parent) return ""
  const gain = (model.metrics.accuracy - parent.metrics.accuracy) * 100
  return ` · ${gain < 0 ? "−" : "+"}${Math.abs(gain).toFixed(1)} on ${parent.name}`
}

/** A share as `96.4`; what cannot be said is `n/a`. */
export function score(value: number | null): string {
  return value === null ? "n/a" : (value * 100).toFixed(1)
}
