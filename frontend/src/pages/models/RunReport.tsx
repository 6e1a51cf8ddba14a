/** A run without a model: at work, waiting, or stopped with the reason and the way out. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { post } from "../../api/client"
import { zooQuery } from "../../api/learningQueries"
import type { Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { sayProblem } from "../../ui/toasts"
import { percent } from "../../ui/words"
import { CancelRun } from "./CancelRun"
import { RunProgress } from "./RunProgress"
import { isActive, madeOf, stateWords } from "./runWords"
import { SplitCard } from "./SplitCard"

export function RunReport({ project, run }: { project: Project; run: Run }) {
  const { data: zoo } = useQuery(zooQuery(project.id))
  const active = isActive(run.job)
  return (
    <section className="md-report" aria-label={run.name}>
      <div className="row md-head">
        <div className="grow">
          <div className="row">
            <h2 className="md-name">{run.name}</h2>
            {active && <span className="badge acc">{stateWords(run)}</span>}
          </div>
          <p className="t2 num">
            {madeOf(run, zoo)} · <Trans>seed {run.seed}</Trans>
            {run.busy !== null && <> · <Trans>device at work {percent(run.busy)} of the time</Trans></>}
          </p>
        </div>
        {active && may(project, "manage") && <CancelRun project={project} run={run} />}
      </div>
      {active && (
        <div className="card md-pad">
          <h3>{run.curve.length < 2 ? t`Progress` : t`Loss`}</h3>
          {run.curve.length < 2 && <p className="t2"><Trans>The curve appears with the first steps. You can close this page: training goes on.</Trans></p>}
          <RunProgress run={run} />
        </div>
      )}
      {!active && run.job.state !== "succeeded" && <Stopped project={project} run={run} />}
      <SplitCard project={project} split={run.split} />
    </section>
  )
}

function Stopped({ project, run }: { project: Project; run: Run }) {
  const navigate = useNavigate()
  const retry = useMutation({
    mutationFn: () => post(`/projects/${project.id}/jobs/${run.job.id}/retry`),
    onError: sayProblem,
  })
  const failed = run.job.state === "failed"
  return (
    <div className="card md-pad md-stopped">
      <IconAlertTriangle size={20} stroke={1.6} className={failed ? "i bad" : "i t3"} aria-hidden />
      <div className="grow">
        <p className="b6">{failed ? t`This run stopped` : t`This run was cancelled`}</p>
        <p className="t2">{failed ? (run.job.error?.title ?? t`The worker gave no reason.`) : t`Nothing was kept of it.`}</p>
      </div>
      {may(project, "manage") && (
        <button type="button" className="btn" disabled={retry.isPending} onClick={() => retry.mutate()}>
          <IconRefresh size={16} stroke={1.6} aria-hidden />
          <Trans>Run it again</Trans>
        </button>
      )}
      {may(project, "train") && (
        <button
          type="button"
          className="btn"
          onClick={() => void navigate({ to: ".", search: (before: Record<string, unknown>) => ({ ...before, train: "1" }) })}
        >
          <Trans>Change and train</Trans>
        </button>
      )}
    </div>
  )
}
