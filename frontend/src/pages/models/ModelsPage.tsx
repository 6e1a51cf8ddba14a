/** Models: what was trained, how good it is, and training more. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconBrain, IconChartLine, IconList, IconStack2, IconTarget } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router"
import { labeledQuery, modelsQuery, runsQuery } from "../../api/learningQueries"
import type { Model, Run } from "../../api/learningTypes"
import { obstacle } from "../../api/problem"
import type { Project } from "../../api/types"
import { EmptyState, PageHeader, Skeleton, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useProject } from "../shell/useProject"
import { NoModels } from "./NoModels"
import { Report } from "./Report"
import { RunList } from "./RunList"
import { RunReport } from "./RunReport"
import { Schedules } from "./Schedules"
import { TrainDialog } from "./TrainDialog"
import "./models.css"
import "./report.css"
import "./evaluation.css"
import "./dialog.css"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true, className: "i" } as const

export function ModelsPage() {
  const project = useProject()
  const runs = useQuery(runsQuery(project.id))
  const models = useQuery(modelsQuery(project.id))
  const problem = obstacle(runs, models)
  const known = runs.data?.results
  const labeled = useQuery(labeledQuery(project.id)).data
  // On an empty project training is not what comes next.
  const ready = (known?.length ?? 0) > 0 || (labeled?.teaching ?? 0) > 0
  return (
    <>
      <PageHeader title={t`Models`} {...(known ? { note: plural(known.length, { one: "# run", other: "# runs" }) } : {})}>
        <Link to="/p/$project/models/catalogue" params={{ project: String(project.id) }} className="btn">
          <IconList {...ICON} />
          <Trans>Catalogue</Trans>
        </Link>
        <Link to="/p/$project/models/quality" params={{ project: String(project.id) }} className="btn">
          <IconChartLine {...ICON} />
          <Trans>Quality</Trans>
        </Link>
        <Link to="/p/$project/feeds" params={{ project: String(project.id) }} className="btn">
          <IconTarget {...ICON} />
          <Trans>Feeds</Trans>
        </Link>
        <Link to="/p/$project/models/rounds" params={{ project: String(project.id) }} className="btn">
          <IconStack2 {...ICON} />
          <Trans>Rounds</Trans>
        </Link>
        {may(project, "train") && <TrainLink project={project} ready={ready} />}
      </PageHeader>
      {problem ? (
        <ProblemState error={problem} retry={() => void Promise.all([runs.refetch(), models.refetch()])} />
      ) : known && models.data ? (
        <Body project={project} runs={known} models={models.data.results} />
      ) : (
        <Waiting />
      )}
    </>
  )
}

/** The dialog is part of the address, so that other pages can lead to it. */
function TrainLink({ project, ready }: { project: Project; ready: boolean }) {
  const { train } = useSearch({ strict: false })
  const navigate = useNavigate()
  const show = (open: boolean) =>
    void navigate({ to: ".", search: (before: Record<string, unknown>) => ({ ...before, train: open ? "1" : undefined }) })
  return (
    <>
      <button type="button" className={ready ? "btn pri" : "btn"} onClick={() => show(true)}>
        <IconBrain {...ICON} />
        <Trans>Train model</Trans>
      </button>
      {train && <TrainDialog project={project} onClose={() => show(false)} />}
    </>
  )
}

interface BodyProps {
  readonly project: Project
  readonly runs: readonly Run[]
  readonly models: readonly Model[]
}

function Body({ project, runs, models }: BodyProps) {
  const { run: asked } = useParams({ strict: false })
  const byRun = new Map(models.map((model) => [model.run_id, model]))
  if (runs.length === 0) {
    return (
      <>
        <Schedules project={project} />
        <NoModels project={project} />
      </>
    )
  }
  const chosen = asked === undefined ? firstOf(runs, models) : runs.find(({ id }) => String(id) === asked)
  const model = chosen && byRun.get(chosen.id)
  return (
    <div className="md-cols">
      <RunList project={project} runs={runs} byRun={byRun} chosen={chosen?.id} />
      {model ? (
        <Report key={model.id} project={project} model={model} run={chosen} models={models} />
      ) : chosen ? (
        <RunReport key={chosen.id} project={project} run={chosen} />
      ) : (
        <EmptyState icon={<IconBrain size={24} stroke={1.6} />} title={t`There is no such run in this project`}>
          <Trans>Choose one on the left.</Trans>
        </EmptyState>
      )}
    </div>
  )
}

/** What is shown first: the model in use, else the newest model, else the newest run. */
function firstOf(runs: readonly Run[], models: readonly Model[]): Run | undefined {
  const model = models.find(({ state }) => state === "live") ?? models[0]
  return runs.find(({ id }) => id === model?.run_id) ?? runs[0]
}

function Waiting() {
  return (
    <div className="md-cols" aria-busy="true">
      <div className="md-runs" style={{ padding: 16 }}>
        <SkeletonRows rows={6} />
      </div>
      <div className="md-report">
        <Skeleton width={280} height={48} />
        <Skeleton height={86} />
        <Skeleton height={260} />
      </div>
    </div>
  )
}
