/** Where a job is. Apart from how it is drawn, which the page needs only once somebody looks. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import type { Job } from "../api/types"
import { remaining } from "./words"

const ACTIVE = new Set(["queued", "running"])

/** Whether something is still to come of it. */
export function isActive({ state }: Job): boolean {
  return ACTIVE.has(state)
}

/** Where a job is, in a few words. */
export function jobState({ state, progress, queue_position, not_before }: Job): string {
  if (state === "succeeded") return t`Done`
  if (state === "failed") return t`Failed`
  if (state === "cancelled") return t`Cancelled`
  if (state === "queued") return queuedWords(queue_position, not_before)
  const percent = progress.total > 0 ? `${Math.floor((progress.done / progress.total) * 100)} %` : progress.message
  return progress.eta_seconds === null ? percent : `${percent} · ${remaining(progress.eta_seconds)}`
}

function queuedWords(position: number | null, notBefore: string | null): string {
  const at = notBefore ? new Date(notBefore) : null
  if (at && at.getTime() > Date.now()) {
    const day = at.toDateString() === new Date().toDateString() ? {} : ({ month: "short", day: "numeric" } as const)
    return t`Starts ${i18n.date(at, { ...day, hour: "2-digit", minute: "2-digit" })}`
  }
  return position ? t`Waiting, number ${position}` : t`Waiting`
}
