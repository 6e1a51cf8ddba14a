/** What was saved against random, in words. */
import { t } from "@lingui/core/macro"
import type { Savings } from "../../api/qualityTypes"
import { count } from "../../ui/words"

/** Between how many labels lies what the order needed, and whether that may be luck. */
export function savedWords({ random, low, high, labels }: Savings): string {
  if (low === null) return t`95 %: more than ${count(labels)}`
  const from = count(Math.round(low))
  const range = high === null ? t`95 %: ${from} to more than ${count(labels)}` : t`95 %: ${from} to ${count(Math.round(high))}`
  if (high !== null && high < random) return range
  return low > random ? t`${range} · it cost labels` : t`${range} · may be luck`
}
