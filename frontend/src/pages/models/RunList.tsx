/** All runs, the newest first; those at work show how far they are. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { zooQuery } from "../../api/learningQueries"
import type { Model, Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { useNow } from "../../ui/useNow"
import { ago, percent } from "../../ui/words"
import { CancelRun } from "./CancelRun"
import { isActive, madeOf, stateWords } from "./runWords"
import { RunProgress } from "./RunProgress"
import { Schedules } from "./Schedules"

interface RunListProps {
  readonly project: Project
  readonly runs: readonly Run[]
  readonly byRun: ReadonlyMap<number, Model>
  readonly chosen: number | undefined
}

export function RunList({ project, runs, byRun, chosen }: RunListProps) {
  const { data: zoo } = useQuery(zooQuery(project.id))
  const now = useNow()
  return (
    <nav className="md-runs" aria-label={t`Runs`}>
      <Schedules project={project} />
      <ul>
        {runs.map((run) => {
          const how = madeOf(run, zoo)
          return (
            <li key={run.id} className={classesOf(run, run.id === chosen)}>
              {isActive(run.job) ? (
                <ActiveRun project={project} run={run} chosen={run.id === chosen} />
              ) : (
                <DoneRun project={project} run={run} model={byRun.get(run.id)} how={how} age={ago(run.created_at, now)} chosen={run.id === chosen} />
              )}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function classesOf(run: Run, chosen: boolean): string {
  return `md-run${isActive(run.job) ? " live" : ""}${chosen ? " on" : ""}`
}

interface RunLinkProps {
  readonly project: Project
  readonly run: Run
  readonly chosen: boolean
  readonly name: string
}

/** The name is the link; it covers the whole row. */
function RunLink({ project, run, chosen, name }: RunLinkProps) {
  return (
    <Link
      className="md-open b6 cut"
      to="/p/$project/models/$run"
      params={{ project: String(project.id), run: String(run.id) }}
      aria-current={chosen ? "true" : undefined}
      title={name}
    >
      {name}
    </Link>
  )
}

function ActiveRun({ project, run, chosen }: { project: Project; run: Run; chosen: boolean }) {
  return (
    <>
      <div className="row">
        <RunLink project={project} run={run} chosen={chosen} name={run.name} />
        <span className="grow" />
        {may(project, "manage") && <CancelRun project={project} run={run} />}
      </div>
      <span>
        <span className="badge acc">{stateWords(run)}</span>
      </span>
      <RunProgress run={run} spark />
    </>
  )
}

interface DoneRunProps {
  readonly project: Project
  readonly run: Run
  readonly model: Model | undefined
  readonly how: string
  readonly age: string
  readonly chosen: boolean
}

function DoneRun({ project, run, model, how, age, chosen }: DoneRunProps) {
  return (
    <>
      <div className="row">
        <RunLink project={project} run={run} chosen={chosen} name={model?.name ?? run.name} />
        {model?.state === "live" && <span className="badge ok"><Trans>In use</Trans></span>}
        {model?.state === "retired" && <span className="badge mute"><Trans>Retired</Trans></span>}
        {run.job.state === "failed" && <span className="badge bad"><Trans>Stopped</Trans></span>}
        {run.job.state === "cancelled" && <span className="badge mute"><Trans>Cancelled</Trans></span>}
        <span className="grow" />
        {model && model.metrics.n > 0 && <span className="num b6">{percent(model.metrics.accuracy)}</span>}
      </div>
      {run.job.state === "failed" && <p className="t2 s12 md-why">{run.job.error?.title}</p>}
      <div className="row t3 s12">
        <span className="grow cut">{how}</span>
        <span className="num">{age}</span>
      </div>
    </>
  )
}
