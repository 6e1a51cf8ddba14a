/** The way around a project. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
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
  IconTarget,
  IconUsers,
} from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { datasetsQuery, overviewQuery } from "../../api/queries"
import type { Capability, Project } from "../../api/types"
import { FindButton } from "../../ui/finder/FindButton"
import { JobsTray } from "../../ui/Jobs"
import { Logo } from "../../ui/Logo"
import { may } from "../../ui/rights"
import { count } from "../../ui/words"
import { Me } from "./Me"

type Count = "clips" | "classes" | "review"

interface Place {
  readonly to: `/p/$project${"" | "/data" | "/review" | "/feeds" | "/models" | "/classes" | "/exports" | "/members" | "/settings/general"}`
  readonly name: MessageDescriptor
  readonly icon: Icon
  readonly needs: Capability
  readonly count?: Count
}

const PLACES: readonly { readonly title: MessageDescriptor | null; readonly places: readonly Place[] }[] = [
  {
    title: null,
    places: [
      { to: "/p/$project", name: msg`Overview`, icon: IconLayoutDashboard, needs: "view" },
      { to: "/p/$project/data", name: msg`Data`, icon: IconMovie, needs: "view", count: "clips" },
      { to: "/p/$project/feeds", name: msg`Feeds`, icon: IconTarget, needs: "annotate" },
      { to: "/p/$project/review", name: msg`Review`, icon: IconChecks, needs: "review", count: "review" },
    ],
  },
  {
    title: msg`Train and deliver`,
    places: [
      { to: "/p/$project/models", name: msg`Models`, icon: IconBrain, needs: "view" },
      { to: "/p/$project/classes", name: msg`Classes`, icon: IconTags, needs: "view", count: "classes" },
      { to: "/p/$project/exports", name: msg`Exports`, icon: IconPackageExport, needs: "view" },
    ],
  },
  {
    title: msg`Project`,
    places: [
      { to: "/p/$project/members", name: msg`Members`, icon: IconUsers, needs: "view" },
      { to: "/p/$project/settings/general", name: msg`Settings`, icon: IconSettings, needs: "manage" },
    ],
  },
]

export function Sidebar({ project }: { project: Project }) {
  return (
    <aside className="side" aria-label={t`Sidebar`}>
      <Link to="/" className="proj" style={{ color: "inherit", textDecoration: "none" }} title={t`All projects`}>
        <Logo />
        <span className="grow cut">{project.name}</span>
        <IconSelector size={14} stroke={1.6} className="i t3" aria-hidden />
      </Link>
      <nav className="nav" aria-label={t`Project`}>
        {PLACES.map(({ title, places }) => (
          <Group key={title?.id ?? ""} title={title && i18n._(title)}>
            {places
              .filter(({ needs }) => may(project, needs))
              .map((place) => (
                <PlaceLink key={place.to} place={place} project={project} />
              ))}
          </Group>
        ))}
      </nav>
      <div className="foot">
        <FindButton />
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
      title={i18n._(place.name)}
    >
      <place.icon size={16} stroke={1.6} className="i" aria-hidden />
      {i18n._(place.name)}
      {shown !== undefined && <span className="num">{count(shown)}</span>}
    </Link>
  )
}
