/** The labels as they are at this moment, of the clips that a filter means. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconDownload } from "@tabler/icons-react"
import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { BASE, queryString } from "../../api/client"
import { datasetsQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { stageName } from "../../ui/stages"
import { clipCount } from "../../ui/words"
import { type DataSearch, filterOf, readDataSearch } from "../data/filters"
import { facetsQuery } from "../data/items"
import { AS_DRAWN, WrittenAs } from "./WrittenAs"

const ALL = ""
const HANDLED: readonly string[] = ["stage", "dataset", "tag"]

export function ExportNow({ project }: { project: Project }) {
  const search = readDataSearch(useSearch({ strict: false }))
  const filter = filterOf(search)
  const { data } = useQuery(facetsQuery(project.id, filter))
  const [written, write] = useState(AS_DRAWN)
  const params = { project: String(project.id) }
  const more = Object.keys(filter).filter((name) => !HANDLED.includes(name)).length
  return (
    <section className="card ex-now" aria-label={t`Export now`}>
      <div className="grow">
        <h2><Trans>Export now</Trans></h2>
        <p className="t2"><Trans>One file for each clip, with the labels that people made.</Trans></p>
      </div>
      <Choices project={project} search={search} />
      {more > 0 && (
        <Link to="/p/$project/data" params={params} search={search} className="pill">
          {plural(more, { one: "# more filter", other: "# more filters" })}
        </Link>
      )}
      <WrittenAs written={written} write={write} />
      <span className="t2 num ex-count" role="status">
        {data ? clipCount(data.total) : ""}
      </span>
      <a
        className="btn"
        href={`${BASE}/projects/${project.id}/export${queryString({ ...written, ...filter })}`}
        aria-disabled={data?.total === 0}
        download
      >
        <IconDownload size={16} stroke={1.6} className="i" aria-hidden />
        <Trans>Download</Trans>
      </a>
    </section>
  )
}

/** The filters that most exports need; finer ones come along from the data page. */
function Choices({ project, search }: { project: Project; search: DataSearch }) {
  const navigate = useNavigate()
  const datasets = useQuery(datasetsQuery(project.id)).data?.results ?? []
  const stages = new Map(datasets.flatMap(({ workflow }) => workflow.stages).map(({ id, name }) => [id, stageName(name)]))
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
        aria-label={t`Stage`}
        data={named(t`All stages`, [...stages])}
        value={search.stage ?? ALL}
        onChange={(value) => set("stage", value)}
      />
      {datasets.length > 1 && (
        <Select
          w={168}
          aria-label={t`Dataset`}
          data={named(t`All datasets`, datasets.map(({ id, name }) => [String(id), name]))}
          value={search.dataset ?? ALL}
          onChange={(value) => set("dataset", value)}
        />
      )}
      <Select
        w={168}
        aria-label={t`Class`}
        data={named(t`All classes`, project.classes.map(({ id, name }) => [String(id), name]))}
        value={search.tag ?? ALL}
        onChange={(value) => set("tag", value)}
      />
    </>
  )
}
