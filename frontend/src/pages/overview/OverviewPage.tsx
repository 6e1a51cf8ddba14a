/** How a project stands, and what to do next. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { datasetsQuery, overviewQuery } from "../../api/queries"
import type { Overview } from "../../api/learningTypes"
import type { Stage } from "../../api/types"
import { PageHeader, SkeletonRows, StageDot } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { count, counted } from "../../ui/words"
import { useProject } from "../shell/useProject"
import "./overview.css"

export function OverviewPage() {
  const project = useProject()
  const overview = useQuery(overviewQuery(project.id))
  const stages = useQuery(datasetsQuery(project.id)).data?.results[0]?.workflow.stages ?? []
  return (
    <>
      <PageHeader title="Overview">
        <Link to="/p/$project/data" params={{ project: String(project.id) }} className="btn pri">
          Open data
        </Link>
      </PageHeader>
      <div className="body">
        {overview.isPending && <SkeletonRows />}
        {overview.isError && <ProblemState error={overview.error} retry={() => void overview.refetch()} />}
        {overview.data && <Numbers overview={overview.data} stages={stages} projectId={project.id} />}
      </div>
    </>
  )
}

function Numbers({ overview, stages, projectId }: { overview: Overview; stages: readonly Stage[]; projectId: number }) {
  return (
    <div className="narrow">
      <nav className="funnel" aria-label="Stages">
        {stages.map(({ id, kind, name }) => (
          <Link key={id} to="/p/$project/data" params={{ project: String(projectId) }} search={{ stage: id }} className="card">
            <span className="row t2">
              <StageDot kind={kind} /> {name}
            </span>
            <span className="big num">{count(overview.stages[id] ?? 0)}</span>
          </Link>
        ))}
      </nav>
      <p className="t2">
        {overview.mine > 0 ? `${counted(overview.mine, "clip")} for you to label.` : "Nothing is assigned to you."}
        {overview.review > 0 && ` ${counted(overview.review, "clip")} wait for review.`}
      </p>
    </div>
  )
}
