/** The way around a project. */
import {
  type Icon,
  IconBrain,
  IconChecks,
  IconLayoutDashboard,
  IconMovie,
  IconPackageExport,
  IconSelector,
  IconSettings,
  IconTags,
  IconUsers,
} from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { datasetsQuery, overviewQuery } from "../../api/queries"
import type { Capability, Project } from "../../api/types"
import { JobsTray } from "../../ui/Jobs"
import { Logo } from "../../ui/Logo"
import { may } from "../../ui/rights"
import { count } from "../../ui/words"
import { Me } from "./Me"

type Count = "clips" | "classes" | "review"

interface Place {
  readonly to: `/p/$project${"" | "/data" | "/review" | "/models" | "/classes" | "/exports" | "/members" | "/settings/general"}`
  readonly name: string
  readonly icon: Icon
  readonly needs: Capability
  readonly count?: Count
}

const PLACES: readonly { readonly title: string | null; readonly places: readonly Place[] }[] = [
  {
    title: null,
    places: [
      { to: "/p/$project", name: "Overview", icon: IconLayoutDashboard, needs: "view" },
      { to: "/p/$project/data", name: "Data", icon: IconMovie, needs: "view", count: "clips" },
      { to: "/p/$project/review", name: "Review", icon: IconChecks, needs: "review", count: "review" },
    ],
  },
  {
    title: "Train and deliver",
    places: [
      { to: "/p/$project/models", name: "Models", icon: IconBrain, needs: "view" },
      { to: "/p/$project/classes", name: "Classes", icon: IconTags, needs: "view", count: "classes" },
      { to: "/p/$project/exports", name: "Exports", icon: IconPackageExport, needs: "view" },
    ],
  },
  {
    title: "Project",
    places: [
      { to: "/p/$project/members", name: "Members", icon: IconUsers, needs: "view" },
      { to: "/p/$project/settings/general", name: "Settings", icon: IconSettings, needs: "manage" },
    ],
  },
]

export function Sidebar({ project }: { project: Project }) {
  return (
    <aside className="side" aria-label="Sidebar">
      <Link to="/" className="proj" style={{ color: "inherit", textDecoration: "none" }} title="All projects">
        <Logo />
        <span className="grow cut">{project.name}</span>
        <IconSelector size={14} stroke={1.6} className="i t3" aria-hidden />
      </Link>
      <nav className="nav" aria-label="Project">
        {PLACES.map(({ title, places }) => (
          <Group key={title ?? ""} title={title}>
            {places
              .filter(({ needs }) => may(project, needs))
              .map((place) => (
                <PlaceLink key={place.to} place={place} project={project} />
              ))}
          </Group>
        ))}
      </nav>
      <div className="foot">
        <div className="row">
          <JobsTray projectId={project.id} canCancel={may(project, "manage")} />
        </div>
        <Me />
      </div>
    </aside>
  )
}

function Group({ title, children }: { title: string | null; children: ReactNode }) {
  return (
    <>
      {title && <h3>{title}</h3>}
      {children}
    </>
  )
}

function PlaceLink({ place, project }: { place: Place; project: Project }) {
  const datasets = useQuery({ ...datasetsQuery(project.id), enabled: place.count === "clips" })
  const overview = useQuery({ ...overviewQuery(project.id), enabled: place.count === "review" })
  const counts: Record<Count, number | undefined> = {
    clips: datasets.data?.results.reduce((sum, { items }) => sum + items, 0),
    classes: project.classes.filter(({ archived }) => !archived).length,
    review: overview.data?.review,
  }
  const shown = place.count && counts[place.count]
  return (
    <Link
      to={place.to}
      params={{ project: String(project.id) }}
      activeProps={{ className: "on", "aria-current": "page" }}
      activeOptions={{ exact: place.to === "/p/$project", includeSearch: false }}
      title={place.name}
    >
      <place.icon size={16} stroke={1.6} className="i" aria-hidden />
      {place.name}
      {shown !== undefined && <span className="num">{count(shown)}</span>}
    </Link>
  )
}
