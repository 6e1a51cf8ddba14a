/** How far a job is, in words and as a bar. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import type { Job } from "../api/types"
import { ProgressBar } from "./parts"
import { useNow } from "./useNow"
import { ago, bytes, lasting, remaining } from "./words"

const ACTIVE = new Set(["queued", "running"])

/** Whether something is still to come of it. */
export function isActive({ state }: Job): boolean {
  return ACTIVE.has(state)
}

/** One job: its name, how far it is, and why it failed. */
export function JobProgress({ job }: { job: Job }) {
  const { progress } = job
  const now = useNow()
  const words = jobState(job)
  const share = progress.total > 0 ? progress.done / progress.total : 0
  return (
    <div style={{ display: "grid", gap: 4 }}>
      <div className="row">
        <span className="cut grow b5" title={job.title}>
          {job.title}
        </span>
        <span className="t3 num s12">
          {words}
          {job.finished_at && ` · ${ago(job.finished_at, now)}`}
        </span>
      </div>
      {isActive(job) && <ProgressBar share={share} label={job.title} />}
      {job.state === "running" && progress.message && progress.message !== words && <span className="t2 s12 num">{progress.message}</span>}
      {job.cost && job.state === "succeeded" && <span className="t3 s12 num">{costWords(job.cost)}</span>}
      {job.error && <span className="bad s12">{job.error.title}</span>}
    </div>
  )
}

/** What a job took: the device, the time, the memory. */
function costWords({ device, seconds, peak_bytes }: NonNullable<Job["cost"]>): string {
  const parts = [device, lasting(seconds), peak_bytes > 0 ? bytes(peak_bytes) : ""]
  return parts.filter(Boolean).join(" · ")
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
