/** All clips of a project: find them, see what they are, choose them, bring more. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconUpload } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { getRouteApi } from "@tanstack/react-router"
import { type RefObject, useCallback, useRef } from "react"
import { datasetsQuery, membersQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { later } from "../../ui/later"
import { PageHeader } from "../../ui/parts"
import { QuickTagLink } from "../../ui/QuickTagLink"
import { may } from "../../ui/rights"
import { stageName } from "../../ui/stages"
import { clipCount } from "../../ui/words"
import { useProject } from "../shell/useProject"
import { Clips } from "./Clips"
import { FilterBar } from "./FilterBar"
import { chipsOf, type DataSearch, filterOf, labelSource, type ListName, readDataSearch } from "./filters"
import { facetsQuery } from "./items"
import { SearchField } from "./SearchField"
import { FIRST_STAGES } from "./stages"
import { StageTabs } from "./StageTabs"
import { Toolbar } from "./Toolbar"
import { type Choosing, useChoosing } from "./useChoosing"
import { useUploading } from "./useUploading"
import "./data.css"
import "./cards.css"

// What is needed only once clips are chosen or files are sent comes after the first paint.
const BulkBar = later(async () => (await import("./BulkBar")).BulkBar)
const UploadPanel = later(async () => (await import("./upload/UploadPanel")).UploadPanel)

const route = getRouteApi("/inside/p/$project/shell/data")

export function DataPage() {
  const project = useProject()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const counts = useCounts(project.id, search)
  const choosing = useChoosing(project, search, field)
  const uploading = useUploading(project, counts.datasets)
  const onSearch = (next: DataSearch) => {
    choosing.clear()
    void navigate({ search: next, replace: true })
  }
  const shared = { search, onSearch }
  const total = counts.datasets.reduce((sum, { items }) => sum + items, 0)
  const bare = counts.known && total === 0 && counts.deleted === 0 && Object.keys(filterOf(search)).length === 0
  return (
    <div className={choosing.chosen > 0 ? "main with-bulk" : "main"} style={{ flex: 1 }}>
      <Head project={project} field={field} total={counts.known ? total : null} uploading={uploading} />
      <StageTabs {...shared} stages={counts.stages} facets={counts.facets} />
      <div className={bare ? "cols bare" : "cols"}>
        {!bare && <FilterBar {...shared} facets={counts.facets} project={project} members={counts.members} datasets={counts.datasets} />}
        <section className="gridwrap" aria-label={t`Clips`}>
          {!bare && <Toolbar {...shared} onZoom={choosing.zoom} project={project} facets={counts.facets} chips={chipsOf(search, counts.nameOf(project.classes))} />}
          <Clips {...shared} choosing={choosing} project={project} stages={counts.stages} onUpload={uploading.ask} />
        </section>
      </div>
      {uploading.dropping}
      {uploading.dialog}
      <UploadPanel projectId={project.id} rate={uploading.rate} onRate={uploading.setRate} />
      {choosing.chosen > 0 && <Chosen project={project} choosing={choosing} counts={counts} />}
    </div>
  )
}

interface HeadProps {
  readonly project: Project
  readonly field: RefObject<HTMLInputElement | null>
  /** Null until it is known. */
  readonly total: number | null
  readonly uploading: ReturnType<typeof useUploading>
}

function Head({ project, field, total, uploading }: HeadProps) {
  const { q = "" } = route.useSearch()
  const navigate = route.useNavigate()
  const onQ = useCallback(
    (next: string) => void navigate({ search: (before) => readDataSearch({ ...before, q: next }), replace: true }),
    [navigate],
  )
  return (
    <PageHeader title={t`Data`} {...(total === null ? {} : { note: clipCount(total) })}>
      <SearchField field={field} q={q} onQ={onQ} />
      <QuickTagLink project={project} />
      {uploading.allowed && (
        <button type="button" className="btn pri" onClick={uploading.ask}>
          <IconUpload size={16} stroke={1.6} aria-hidden /> <Trans>Upload</Trans>
        </button>
      )}
    </PageHeader>
  )
}

interface ChosenProps {
  readonly project: Project
  readonly choosing: Choosing
  readonly counts: ReturnType<typeof useCounts>
}

function Chosen({ project, choosing, counts }: ChosenProps) {
  return (
    <>
      <BulkBar
        project={project}
        datasets={counts.datasets}
        members={counts.members}
        target={choosing.target}
        total={counts.facets?.total ?? choosing.chosen}
        picker={choosing.picker}
        onAll={choosing.all}
        onClear={choosing.clear}
      />
      {may(project, "annotate") && (
        <span className="hidden-text" role="status">
          <Trans>Press a digit, or T, to tag the selected clips</Trans>
        </span>
      )}
    </>
  )
}

/** What is counted and named around the clips. */
function useCounts(projectId: number, search: DataSearch) {
  const filter = filterOf(search)
  const facets = useQuery(facetsQuery(projectId, filter)).data
  const known = useQuery(datasetsQuery(projectId)).data?.results
  const datasets = known ?? []
  const empty = known?.every(({ items }) => items === 0) ?? false
  const deleted = useQuery({ ...facetsQuery(projectId, { deleted: "true" }), enabled: empty }).data?.total ?? 0
  const members = useQuery(membersQuery(projectId)).data?.results ?? []
  const stages = datasets[0]?.workflow.stages ?? FIRST_STAGES
  const nameOf = (classes: readonly { id: number; name: string }[]) => (list: ListName, value: string) => {
    if (list === "tag") return classes.find(({ id }) => String(id) === value)?.name ?? value
    if (list === "stage") return stageName(stages.find(({ id }) => id === value)?.name ?? value)
    if (list === "dataset") return datasets.find(({ id }) => String(id) === value)?.name ?? value
    if (list === "assignee") return members.find(({ user }) => String(user.id) === value)?.user.name ?? t`Nobody`
    if (list === "label") return labelSource(value)
    return value
  }
  return { facets, datasets, known: known !== undefined, deleted, members, stages, nameOf }
}
