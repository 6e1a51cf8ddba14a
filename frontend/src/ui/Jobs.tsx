/** Background work of a project: how much there is, and what opens the list of it. */
import { plural, t } from "@lingui/core/macro"
import { IconActivity } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { jobsQuery } from "../api/queries"
import { isActive } from "./jobWords"
import { later } from "./later"
import { useOpening } from "./opening/useOpening"

const JobsList = later(async () => (await import("./JobsList")).JobsList)

/** The button in the sidebar and what it opens. */
export function JobsTray({ projectId, canCancel }: { projectId: number; canCancel: boolean }) {
  const { data } = useQuery(jobsQuery(projectId))
  const jobs = data?.results ?? []
  const active = jobs.filter(isActive).length
  const { opening, target, asked } = useOpening("dialog")
  return (
    <>
      <button type="button" className="me" title={t`Jobs`} {...target}>
        <IconActivity size={16} stroke={1.6} className={active > 0 ? "i acc" : "i t3"} aria-hidden />
        <span className="cut grow">{active > 0 ? plural(active, { one: "# job running", other: "# jobs running" }) : t`Jobs`}</span>
      </button>
      {asked && <JobsList {...opening} jobs={jobs} projectId={projectId} canCancel={canCancel} />}
    </>
  )
}
