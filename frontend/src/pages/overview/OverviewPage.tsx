/** How a project stands: how far, how good, who, and what to do next. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { modelsQuery } from "../../api/learningQueries"
import type { Overview } from "../../api/learningTypes"
import { qualityQuery } from "../../api/qualityQueries"
import { datasetsQuery, overviewQuery } from "../../api/queries"
import type { Project, Stage } from "../../api/types"
import { PageHeader, Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { clipCount } from "../../ui/words"
import { FIRST_STAGES } from "../data/stages"
import { Figures } from "../quality/Figures"
import { Readiness } from "../quality/Readiness"
import { useProject } from "../shell/useProject"
import { Activity } from "./Activity"
import { DaysCard } from "./DaysCard"
import { Funnel } from "./Funnel"
import { NextForYou } from "./NextForYou"
import { PeopleCard } from "./PeopleCard"
import { QualityCard } from "./QualityCard"
import "./overview.css"

export function OverviewPage() {
  const project = useProject()
  const overview = useQuery(overviewQuery(project.id))
  const datasets = useQuery(datasetsQuery(project.id))
  const total = overview.data && totalOf(overview.data)
  return (
    <>
      <PageHeader title={t`Overview`} {...(total === undefined ? {} : { note: clipCount(total) })}>
        {overview.data && <NextForYou project={project} overview={overview.data} total={totalOf(overview.data)} />}
      </PageHeader>
      <div className="body">
        {overview.isLoadingError ? (
          <ProblemState error={overview.error} retry={() => void overview.refetch()} />
        ) : overview.data ? (
          <Cards project={project} overview={overview.data} stages={stagesOf(datasets.data?.results.map(({ workflow }) => workflow.stages) ?? [])} />
        ) : (
          <Waiting />
        )}
      </div>
    </>
  )
}

interface CardsProps {
  readonly project: Project
  readonly overview: Overview
  readonly stages: readonly Stage[]
}

function Cards({ project, overview, stages }: CardsProps) {
  const quality = useQuery(qualityQuery(project.id))
  const models = useQuery(modelsQuery(project.id))
  return (
    <div className="ov-grid">
      <Funnel project={project} stages={stages} counts={overview.stages} />
      {quality.data && <Figures quality={quality.data} />}
      {models.data?.results.length === 0 && totalOf(overview) > 0 && <ReadyCard project={project} />}
      <div className="ov-two">
        <DaysCard days={overview.labeled_per_day} left={leftOf(overview, stages)} />
        <QualityCard project={project} models={models.data?.results ?? []} />
      </div>
      <div className="ov-two">
        <PeopleCard people={overview.people} />
        <Activity project={project} entries={overview.activity} />
      </div>
    </div>
  )
}

/** Before the first model: what is still missing for it. */
function ReadyCard({ project }: { project: Project }) {
  return (
    <section className="card qy-card" aria-label={t`Ready to train?`}>
      <h2><Trans>Ready to train?</Trans></h2>
      <Readiness project={project} />
    </section>
  )
}

/** The stages of all datasets, each once, in the order of their workflow. */
function stagesOf(workflows: readonly (readonly Stage[])[]): Stage[] {
  const found = workflows.length === 0 ? FIRST_STAGES : workflows.flat()
  return [...new Map(found.map((stage) => [stage.id, stage])).values()]
}

function totalOf({ stages }: Overview): number {
  return Object.values(stages).reduce((sum, count) => sum + count, 0)
}

/** How many clips are not where they end. */
function leftOf(overview: Overview, stages: readonly Stage[]): number {
  const ends = stages.filter(({ kind }) => ["complete", "archive", "discard"].includes(kind))
  return totalOf(overview) - ends.reduce((sum, { id }) => sum + (overview.stages[id] ?? 0), 0)
}

function Waiting() {
  return (
    <div className="ov-grid" aria-busy="true">
      <Skeleton height={86} />
      <div className="ov-two">
        <Skeleton height={240} />
        <Skeleton height={240} />
      </div>
    </div>
  )
}
