/** Every address of the page, each loading only what it shows. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router"
import { queryString } from "./api/client"
import { projectQuery, sessionQuery } from "./api/queries"
import { readDataSearch } from "./pages/data/filters"
import { readFeedSearch } from "./pages/feeds/search"
import { askAhead } from "./pages/workspace/clip"
import { Skeleton } from "./pages/workspace/Skeleton"
import { client } from "./queryClient"
import { Frame } from "./ui/Frame"
import { ErrorPage, NotFoundPage } from "./ui/Lost"

const root = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage, errorComponent: ErrorPage })

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === "string" && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
  component: lazyRouteComponent(() => import("./pages/login/LoginPage"), "LoginPage"),
})
const link = createRoute({
  getParentRoute: () => root,
  path: "/signin/$token",
  component: lazyRouteComponent(() => import("./pages/login/LinkPage"), "LinkPage"),
})
const invite = createRoute({
  getParentRoute: () => root,
  path: "/invite/$token",
  component: lazyRouteComponent(() => import("./pages/login/InvitePage"), "InvitePage"),
})

/** Everything below is for people who are signed in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    const { user } = await client.query({ ...sessionQuery, staleTime: "static" })
    if (!user) throw redirect({ to: "/login", search: { to: location.href } })
  },
})
const projects = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/projects/ProjectsPage"), "ProjectsPage"),
})
const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  component: lazyRouteComponent(() => import("./pages/me/MePage"), "MePage"),
})

const project = createRoute({
  getParentRoute: () => inside,
  path: "/p/$project",
  loader: ({ params }) => client.query({ ...projectQuery(Number(params.project)), staleTime: "static" }),
})
const shell = createRoute({
  getParentRoute: () => project,
  id: "shell",
  component: lazyRouteComponent(() => import("./pages/shell/Shell"), "Shell"),
})
const overview = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/overview/OverviewPage"), "OverviewPage"),
})
const data = createRoute({
  getParentRoute: () => shell,
  path: "data",
  validateSearch: readDataSearch,
  component: lazyRouteComponent(() => import("./pages/data/DataPage"), "DataPage"),
})
const classes = createRoute({
  getParentRoute: () => shell,
  path: "classes",
  component: lazyRouteComponent(() => import("./pages/classes/ClassesPage"), "ClassesPage"),
})
const members = createRoute({
  getParentRoute: () => shell,
  path: "members",
  component: lazyRouteComponent(() => import("./pages/members/MembersPage"), "MembersPage"),
})
const general = createRoute({
  getParentRoute: () => shell,
  path: "settings/general",
  component: lazyRouteComponent(() => import("./pages/settings/GeneralPage"), "GeneralPage"),
})
const files = createRoute({
  getParentRoute: () => shell,
  path: "settings/files",
  component: lazyRouteComponent(() => import("./pages/settings/FilesPage"), "FilesPage"),
})
const outside = createRoute({
  getParentRoute: () => shell,
  path: "settings/outside",
  component: lazyRouteComponent(() => import("./pages/settings/OutsidePage"), "OutsidePage"),
})
const workflow = createRoute({
  getParentRoute: () => shell,
  path: "settings/workflow",
  component: lazyRouteComponent(() => import("./pages/settings/WorkflowPage"), "WorkflowPage"),
})
const alerts = createRoute({
  getParentRoute: () => shell,
  path: "settings/alerts",
  component: lazyRouteComponent(() => import("./pages/settings/AlertsPage"), "AlertsPage"),
})
const keys = createRoute({
  getParentRoute: () => shell,
  path: "settings/keys",
  component: lazyRouteComponent(() => import("./pages/settings/KeysPage"), "KeysPage"),
})
const review = createRoute({
  getParentRoute: () => shell,
  path: "review",
  component: lazyRouteComponent(() => import("./pages/review/ReviewPage"), "ReviewPage"),
})
const reviewItem = createRoute({
  getParentRoute: () => shell,
  path: "review/$item",
  validateSearch: (search: Record<string, unknown>): { f?: string } => (typeof search.f === "string" ? { f: search.f } : {}),
  component: lazyRouteComponent(() => import("./pages/review/ReviewPage"), "ReviewPage"),
})
/** Whether the dialog of training is open, and which model stands beside the one that is shown. */
const readModelSearch = ({ train, with: beside }: Record<string, unknown>): { train?: string; with?: string } => ({
  ...(train === "1" ? { train } : {}),
  ...(/^[0-9]+$/.test(String(beside)) ? { with: String(beside) } : {}),
})
const models = createRoute({
  getParentRoute: () => shell,
  path: "models",
  validateSearch: readModelSearch,
  component: lazyRouteComponent(() => import("./pages/models/ModelsPage"), "ModelsPage"),
})
const modelRun = createRoute({
  getParentRoute: () => shell,
  path: "models/$run",
  validateSearch: readModelSearch,
  component: lazyRouteComponent(() => import("./pages/models/ModelsPage"), "ModelsPage"),
})
const catalogue = createRoute({
  getParentRoute: () => shell,
  path: "models/catalogue",
  component: lazyRouteComponent(() => import("./pages/models/CataloguePage"), "CataloguePage"),
})
const modelCard = createRoute({
  getParentRoute: () => shell,
  path: "models/$run/card",
  component: lazyRouteComponent(() => import("./pages/models/CardPage"), "CardPage"),
})
const rounds = createRoute({
  getParentRoute: () => shell,
  path: "models/rounds",
  component: lazyRouteComponent(() => import("./pages/rounds/RoundsPage"), "RoundsPage"),
})
const quality = createRoute({
  getParentRoute: () => shell,
  path: "models/quality",
  component: lazyRouteComponent(() => import("./pages/quality/QualityPage"), "QualityPage"),
})
const anyFeed = createRoute({
  getParentRoute: () => shell,
  path: "feeds",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/p/$project/feeds/$kind", params: { ...params, kind: "useful" }, replace: true })
  },
})
const feeds = createRoute({
  getParentRoute: () => shell,
  path: "feeds/$kind",
  validateSearch: readFeedSearch,
  component: lazyRouteComponent(() => import("./pages/feeds/FeedsPage"), "FeedsPage"),
})
const exports = createRoute({
  getParentRoute: () => shell,
  path: "exports",
  validateSearch: readDataSearch,
  component: lazyRouteComponent(() => import("./pages/exports/ExportsPage"), "ExportsPage"),
})

/** The workspace takes the whole window; its outline shows before its code is there. */
const workspace = createRoute({
  getParentRoute: () => project,
  path: "items/$item",
  validateSearch: (search: Record<string, unknown>): Record<string, unknown> => search,
  // Whoever comes from elsewhere has its code loaded meanwhile.
  loader: ({ params, cause }) => {
    if (cause === "enter") askAhead(client, Number(params.project), Number(params.item))
  },
  component: lazyRouteComponent(() => import("./pages/workspace/WorkspacePage"), "WorkspacePage"),
  pendingComponent: Skeleton,
  // From clip to clip the code is there, and nothing is shown in between.
  pendingMs: 100,
  pendingMinMs: 0,
})

/** So does quick-tag mode. */
const quick = createRoute({
  getParentRoute: () => project,
  path: "quick",
  validateSearch: ({ clip }: Record<string, unknown>): { clip?: string } => (typeof clip === "string" ? { clip } : {}),
  component: lazyRouteComponent(() => import("./pages/quick/QuickPage"), "QuickPage"),
})

/** What an address says, as text; nothing where it says something else. */
const id = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "")

const compare = createRoute({
  getParentRoute: () => project,
  path: "compare",
  validateSearch: ({ a, b }: Record<string, unknown>): { a: string; b: string } => ({ a: id(a), b: id(b) }),
  component: lazyRouteComponent(() => import("./pages/compare/ComparePage"), "ComparePage"),
})

const tree = root.addChildren([
  login,
  link,
  invite,
  inside.addChildren([
    projects,
    me,
    project.addChildren([workspace, quick, compare, shell.addChildren([overview, data, review, reviewItem, models, modelRun, modelCard, catalogue, rounds, quality, anyFeed, feeds, exports, classes, members, general, files, workflow, outside, alerts, keys])]),
  ]),
])

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  scrollRestoration: true,
  // Plain text in addresses, so that people can read and change them.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => queryString(search).replaceAll("%2C", ","),
})

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router
  }
}
