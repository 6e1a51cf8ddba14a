/** How far a model's run over unlabeled clips is, and where its labels are. */
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import type { Job, Project } from "../../api/types"
import { JobProgress } from "../../ui/JobProgress"

export function Prediction({ project, job }: { project: Project; job: Job | null }) {
  if (!job) return null
  return (
    <div className="card md-pad row" role="status">
      <div className="grow">
        <JobProgress job={job} />
      </div>
      {job.state === "succeeded" && (
        <Link
          to="/p/$project/data"
          params={{ project: String(project.id) }}
          search={{ label: "model", sort: "uncertain" }}
          className="btn sm"
        >
          <Trans>Check its labels</Trans>
        </Link>
      )}
    </div>
  )
}
