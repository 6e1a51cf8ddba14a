/** The labels as they are at this moment, of the clips that a filter means. */
import { IconDownload } from "@tabler/icons-react"
import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { BASE, queryString } from "../../api/client"
import { datasetsQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { counted } from "../../ui/words"
import { type DataSearch, filterOf, readDataSearch } from "../data/filters"
import { facetsQuery } from "../data/items"

const ALL = ""
const HANDLED: readonly string[] = ["stage", "dataset", "tag"]

export function ExportNow({ project }: { project: Project }) {
  const search = readDataSearch(useSearch({ strict: false }))
  const filter = filterOf(search)
  const { data } = useQuery(facetsQuery(project.id, filter))
  const params = { project: String(project.id) }
  const more = Object.keys(filter).filter((name) => !HANDLED.includes(name)).length
  return (
    <section className="card ex-now" aria-label="Export now">
      <div className="grow">
        <h2>Export now</h2>
        <p className="t2">Darwin JSON, one file for each clip, with the labels that people made.</p>
      </div>
      <Choices project={project} search={search} />
      {more > 0 && (
        <Link to="/p/$project/data" params={params} search={search} className="pill">
          {counted(more, "more filter")}
        </Link>
      )}
      <span className="t2 num ex-count" role="status">
        {data ? counted(data.total, "clip") : ""}
      </span>
      <a
        className="btn"
        href={`${BASE}/projects/${project.id}/export${queryString({ format: "darwin", ...filter })}`}
        aria-disabled={data?.total === 0}
        download
      >
        <IconDownload size={16} stroke={1.6} className="i" aria-hidden />
        Download
      </a>
    </section>
  )
}

/** The filters that most exports need; finer ones come along from the data page. */
function Choices({ project, search }: { project: Project; search: DataSearch }) {
  const navigate = useNavigate()
  const datasets = useQuery(datasetsQuery(project.id)).data?.results ?? []
  const stages = new Map(datasets.flatMap(({ workflow }) => workflow.stages).map(({ id, name }) => [id, name]))
  const set = (name: keyof DataSearch, value: string | null) =>
    void navigate({
      to: "/p/$project/exports",
      params: { project: String(project.id) },
      search: readDataSearch({ ...search, [name]: value ?? ALL }),
    })
  const named = (label: string, options: [string, string][]) => [{ value: ALL, label }, ...options.map(([value, text]) => ({ value, label: text }))]
  return (
    <>
      <Select
        w={148}
        aria-label="Stage"
        data={named("All stages", [...stages])}
        value={search.stage ?? ALL}
        onChange={(value) => set("stage", value)}
      />
      {datasets.length > 1 && (
        <Select
          w={168}
          aria-label="Dataset"
          data={named("All datasets", datasets.map(({ id, name }) => [String(id), name]))}
          value={search.dataset ?? ALL}
          onChange={(value) => set("dataset", value)}
        />
      )}
      <Select
        w={168}
        aria-label="Class"
        data={named("All classes", project.classes.map(({ id, name }) => [String(id), name]))}
        value={search.tag ?? ALL}
        onChange={(value) => set("tag", value)}
      />
    </>
  )
}
