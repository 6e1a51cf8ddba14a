/** Figures of a model in words. */
import { plural, t } from "@lingui/core/macro"
import type { Metrics, Model } from "../../api/learningTypes"
import { clipCount, decimal } from "../../ui/words"

/** Half the 95 % interval of accuracy. */
export function halfWidth({ accuracy_interval: [low, high] }: Metrics): number {
  return (high - low) / 2
}

/** What a model was judged on: 631 test clips. */
export function judgedOn({ n, split }: Metrics): string {
  if (split === "test") return plural(n, { one: "# test clip", other: "# test clips" })
  if (split === "grouped-cv") return plural(n, { one: "# clip in folds", other: "# clips in folds" })
  return clipCount(n)
}

/** How much better than the model before it, as ` · +1.8 on Model 6`; nothing for the first. */
export function accuracyGain(model: Model, models: readonly Model[]): string {
  const parent = models.find(({ id }) => id === model.parent_id)
  if (!parent) return ""
  const gain = (model.metrics.accuracy - parent.metrics.accuracy) * 100
  const points = `${gain < 0 ? "−" : "+"}${decimal(Math.abs(gain), 1)}`
  return ` · ${t`${points} on ${parent.name}`}`
}

/** A share as `96.4`; what cannot be said is `n/a`. */
export function score(value: number | null): string {
  return value === null ? t`n/a` : decimal(value * 100, 1)
}
