/** Background work of a project: how far, how long, cancel. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Popover } from "@mantine/core"
import { IconActivity, IconX } from "@tabler/icons-react"
import { useMutation, useQuery } from "@tanstack/react-query"
import { post } from "../api/client"
import { jobsQuery } from "../api/queries"
import type { Job } from "../api/types"
import { ProgressBar } from "./parts"
import { sayProblem } from "./toasts"
import { useNow } from "./useNow"
import { ago, remaining } from "./words"

const ACTIVE = new Set(["queued", "running"])

/** The button in the sidebar and what it opens. */
export function JobsTray({ projectId, canCancel }: { projectId: number; canCancel: boolean }) {
  const { data } = useQuery(jobsQuery(projectId))
  const jobs = data?.results ?? []
  const active = jobs.filter(({ state }) => ACTIVE.has(state)).length
  return (
    <Popover position="right-end" width={360} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="me" title={t`Jobs`}>
          <IconActivity size={16} stroke={1.6} className={active > 0 ? "i acc" : "i t3"} aria-hidden />
          <span className="cut grow">{active > 0 ? plural(active, { one: "# job running", other: "# jobs running" }) : t`Jobs`}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Jobs`}>
        <h2 style={{ padding: "4px 8px" }}><Trans>Jobs</Trans></h2>
        <div style={{ maxHeight: 420, overflow: "auto" }}>
          {jobs.length === 0 && <p className="t2" style={{ padding: 12 }}><Trans>Uploads, training and exports show here while they run.</Trans></p>}
          <ul>
            {inOrder(jobs).map((job) => (
              <JobRow key={job.id} job={job} projectId={projectId} canCancel={canCancel} />
            ))}
          </ul>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What still runs comes first. */
function inOrder(jobs: readonly Job[]): Job[] {
  return jobs.toSorted((a, b) => Number(ACTIVE.has(b.state)) - Number(ACTIVE.has(a.state)))
}

function JobRow({ job, projectId, canCancel }: { job: Job; projectId: number; canCancel: boolean }) {
  const act = useMutation({
    mutationFn: (verb: "cancel" | "retry") => post(`/projects/${projectId}/jobs/${job.id}/${verb}`),
    onError: sayProblem,
  })
  const active = ACTIVE.has(job.state)
  return (
    <li className="row" style={{ padding: 8, alignItems: "flex-start" }}>
      <div className="grow">
        <JobProgress job={job} />
      </div>
      {canCancel && active && (
        <button type="button" className="icb sm" aria-label={t`Cancel ${job.title}`} onClick={() => act.mutate("cancel")}>
          <IconX size={14} stroke={1.6} aria-hidden />
        </button>
      )}
      {canCancel && job.state === "failed" && (
        <button type="button" className="btn sm" onClick={() => act.mutate("retry")}>
          <Trans>Retry</Trans>
        </button>
      )}
    </li>
  )
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
      {ACTIVE.has(job.state) && <ProgressBar share={share} label={job.title} />}
      {job.state === "running" && progress.message && progress.message !== words && <span className="t2 s12 num">{progress.message}</span>}
      {job.error && <span className="bad s12">{job.error.title}</span>}
    </div>
  )
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
  if (notBefore) return t`Starts ${i18n.date(notBefore, { hour: "2-digit", minute: "2-digit" })}`
  return position ? t`Waiting, number ${position}` : t`Waiting`
}
