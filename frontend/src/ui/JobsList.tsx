/** What the button of the jobs opens: each job, what became of it, cancel and retry. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Popover } from "@mantine/core"
import { IconX } from "@tabler/icons-react"
import { useMutation } from "@tanstack/react-query"
import { post } from "../api/client"
import type { Job } from "../api/types"
import { isActive } from "./jobWords"
import { JobProgress } from "./JobProgress"
import { Anchor, useOpenedOnce } from "./opening/Anchor"
import type { Opening } from "./opening/useOpening"
import { sayProblem } from "./toasts"

interface JobsListProps extends Opening {
  readonly jobs: readonly Job[]
  readonly projectId: number
  readonly canCancel: boolean
}

export function JobsList({ id, button, opened, onChange, jobs, projectId, canCancel }: JobsListProps) {
  return (
    <Popover id={id} opened={useOpenedOnce(opened)} onChange={onChange} position="right-end" width={360} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Anchor to={button} />
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Jobs`}>
        <h2 style={{ padding: "4px 8px" }}><Trans>Jobs</Trans></h2>
        <div role="group" aria-label={t`Jobs`} tabIndex={0} style={{ maxHeight: 420, overflow: "auto" }}>
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
  return jobs.toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)))
}

function JobRow({ job, projectId, canCancel }: { job: Job; projectId: number; canCancel: boolean }) {
  const act = useMutation({
    mutationFn: (verb: "cancel" | "retry") => post(`/projects/${projectId}/jobs/${job.id}/${verb}`),
    onError: sayProblem,
  })
  const active = isActive(job)
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
