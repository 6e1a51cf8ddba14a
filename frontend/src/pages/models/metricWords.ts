/** Figures of a model in words. */
import { plural, t } from "@lingui/core/macro"
import type { Metrics, Model } from "../../api/learningTypes"
import type { LabelClass } from "../../api/types"
import { clipCount, decimal } from "../../ui/words"

const EVEN = 0.01

/** The 95 % interval of accuracy: `± 3.0`, or both its ends where one lies farther off: `21–100 %`. */
export function withinWords({ accuracy, accuracy_interval: [low, high] }: Metrics): string {
  if (high <= low) return ""
  const [under, over] = [accuracy - low, high - accuracy]
  return Math.abs(over - under) < EVEN ? `± ${decimal((under + over) * 50, 1)}` : `${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)} %`
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

/** A difference of shares in points, as `+1.8`. */
export function points(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${decimal(Math.abs(difference) * 100, 1)}`
}

/** The name of a figure that models are judged by. */
export function figureName(key: string): string {
  const names: Readonly<Record<string, string>> = {
    accuracy: t`Accuracy`,
    balanced_accuracy: t`Balanced accuracy`,
    macro_f1: t`Macro F1`,
    mean_average_precision: t`Mean average precision`,
    mean_area_under_roc: t`Mean area under ROC`,
  }
  return names[key] ?? key
}

/** What a figure means, for whoever reads it for the first time. */
export function figureHint(key: string): string {
  const hints: Readonly<Record<string, string>> = {
    accuracy: t`The share of clips that are right`,
    balanced_accuracy: t`Accuracy with every class counting alike, however rare`,
    macro_f1: t`Mean over classes of finding all of them and nothing else`,
    mean_average_precision: t`Mean over classes of how high its clips stand when all are sorted by it`,
    mean_area_under_roc: t`How often a clip of a class is scored above one that is not; guessing gives 50`,
  }
  return hints[key] ?? ""
}

/** What parts the clips: a folder, a length, a recording or a property. */
export function sliceKind(by: string): string {
  const names: Readonly<Record<string, string>> = { folder: t`Folder`, length: t`Length`, recording: t`Recording` }
  return names[by] ?? by.replace(/^property:/, "")
}

/** A part of the clips; lengths come as `-2`, `2-5` and `60-`. */
export function sliceValue(by: string, value: string): string {
  if (by !== "length") return value
  const [low, high] = value.split("-")
  if (!low) return t`under ${high ?? ""} s`
  return high ? t`${low} to ${high} s` : t`${low} s and longer`
}

/** A class of a model. One that was deleted keeps its place. */
export function classOf({ classes }: Model, classId: number): LabelClass {
  const gone: LabelClass = { id: classId, name: t`Deleted`, kind: "tag", color: 11, hotkey: null, archived: true, properties: [], skeleton: null }
  return classes.find(({ id }) => id === classId) ?? gone
}

/** Classes by name; where there is none, nothing. */
export function classNames(model: Model, classIds: readonly number[]): string {
  return classIds.length === 0 ? t`nothing` : classIds.map((one) => classOf(model, one).name).join(", ")
}
