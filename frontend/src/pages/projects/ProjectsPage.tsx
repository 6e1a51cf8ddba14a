/** All projects of the person. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconMovie, IconPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { get } from "../../api/client"
import type { Overview } from "../../api/learningTypes"
import { overviewQuery, projectsQuery } from "../../api/queries"
import type { Item, Page, Project } from "../../api/types"
import { later } from "../../ui/later"
import { ClassSwatch, EmptyState, PageHeader, Skeleton, stageColor } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { useNow } from "../../ui/useNow"
import { clipCount, count, since } from "../../ui/words"
import { roleName } from "../members/roles"
import { TopFrame } from "../shell/TopFrame"
import "./projects.css"

const CreateDialog = later(async () => (await import("./CreateDialog")).CreateDialog)
const STAGES = ["dataset", "annotate", "review", "complete"]

export function ProjectsPage() {
  const projects = useQuery(projectsQuery)
  const [creating, setCreating] = useState(false)
  const create = (
    <button type="button" className="btn pri" onClick={() => setCreating(true)}>
      <IconPlus size={16} stroke={1.6} aria-hidden /> <Trans>Create project</Trans>
    </button>
  )
  const found = projects.data?.results ?? []
  return (
    <TopFrame>
      <PageHeader title={t`Projects`} {...(projects.data ? { note: plural(found.length, { one: "# project", other: "# projects" }) } : {})}>
        {found.length > 0 && create}
      </PageHeader>
      <div className="body">
        {projects.isLoadingError && <ProblemState error={projects.error} retry={() => void projects.refetch()} />}
        {projects.isPending && <Waiting />}
        {projects.isSuccess && found.length === 0 && (
          <EmptyState icon={<IconMovie size={24} stroke={1.6} />} title={t`No projects yet`} action={create}>
            <Trans>A project holds clips, the classes people tag them with, and the models that learn from them.</Trans>
          </EmptyState>
        )}
        <ul className="projects">
          {found.map((project) => (
            <li key={project.id}>
              <ProjectCard project={project} />
            </li>
          ))}
        </ul>
      </div>
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </TopFrame>
  )
}

function Waiting() {
  return (
    <div className="projects" role="status" aria-busy="true" aria-label={t`Loading projects`}>
      {[1, 2, 3].map((card) => (
        <Skeleton key={card} height={280} />
      ))}
    </div>
  )
}

function ProjectCard({ project }: { project: Project }) {
  const { id, name, classes, role } = project
  const overview = useQuery(overviewQuery(id)).data
  const newest = useQuery({
    queryKey: ["project", id, "items", "cover"],
    queryFn: () => get<Page<Item>>(`/projects/${id}/items`, { state: "ready", limit: 1 }),
  }).data?.results[0]
  const total = STAGES.reduce((sum, stage) => sum + (overview?.stages[stage] ?? 0), 0)
  const shown = classes.filter(({ archived }) => !archived)
  return (
    <Link to="/p/$project/data" params={{ project: String(id) }} className="card project">
      <span className="cover">
        {newest?.media ? <img src={newest.media.poster} alt="" /> : <IconMovie size={28} stroke={1.4} className="i t3" aria-hidden />}
      </span>
      <span className="about">
        <span className="row">
          <span className="b6 cut grow">{name}</span>
          <span className="badge mute">{roleName(role)}</span>
        </span>
        <span className="row swatches">
          {shown.slice(0, 8).map((one) => (
            <ClassSwatch key={one.id} slot={one.color} />
          ))}
          <span className="t2 s12 cut">{shown.map((one) => one.name).join(", ") || t`No classes yet`}</span>
        </span>
        <span className="fun" aria-hidden>
          {STAGES.map((stage) => (
            <i key={stage} style={{ flexGrow: overview?.stages[stage] ?? 0, background: stageColor(stage) }} />
          ))}
        </span>
        <Standing overview={overview} total={total} />
      </span>
    </Link>
  )
}

/** How many clips, how many of them for the person, and when anything last changed. */
function Standing({ overview, total }: { overview: Overview | undefined; total: number }) {
  const now = useNow()
  const changed = overview?.activity[0]?.at
  return (
    <span className="row t2 s12 num">
      <span>{overview ? clipCount(total) : " "}</span>
      {overview && overview.mine > 0 && <span className="b5 acc"><Trans>{count(overview.mine)} for you</Trans></span>}
      <span className="grow" />
      {changed && <span className="t3"><Trans>changed {since(changed, now)}</Trans></span>}
    </span>
  )
}
