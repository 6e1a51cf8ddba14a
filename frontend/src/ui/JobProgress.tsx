/** How far a job is, in words and as a bar. */
import type { Job } from "../api/types"
import { isActive, jobState } from "./jobWords"
import { ProgressBar } from "./parts"
import { useNow } from "./useNow"
import { ago, bytes, lasting } from "./words"

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
