/** Releases, frozen and checksummed, and the labels as they are now. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconPackageExport } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { labeledQuery, releasesQuery } from "../../api/learningQueries"
import type { Release } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { NoClips } from "../../ui/NoClips"
import { EmptyState, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useProject } from "../shell/useProject"
import { ExportNow } from "./ExportNow"
import { NewRelease } from "./NewRelease"
import { ReleaseTable } from "./ReleaseTable"
import "./exports.css"

export function ExportsPage() {
  const project = useProject()
  const releases = useQuery(releasesQuery(project.id))
  const labeled = useQuery(labeledQuery(project.id)).data
  const made = releases.data?.results.filter(({ purpose }) => purpose === "export")
  return (
    <>
      <PageHeader title={t`Exports`} {...(made ? { note: plural(made.length, { one: "# release", other: "# releases" }) } : {})}>
        {made && labeled && labeled.complete > 0 && may(project, "export") && <NewRelease project={project} number={made.length + 1} />}
      </PageHeader>
      <div className="body">
        {releases.isLoadingError ? (
          <ProblemState error={releases.error} retry={() => void releases.refetch()} />
        ) : releases.data && made ? (
          <div className="ex-body">
            {may(project, "export") && labeled?.total !== 0 && <ExportNow project={project} />}
            {made.length > 0 ? <ReleaseTable project={project} releases={made} /> : <NoReleases project={project} />}
            <Snapshots project={project} releases={releases.data.results} />
          </div>
        ) : (
          <SkeletonRows />
        )}
      </div>
    </>
  )
}

function NoReleases({ project }: { project: Project }) {
  const { data } = useQuery(labeledQuery(project.id))
  const nothing = data?.complete === 0
  if (data?.total === 0) return <NoClips project={project} icon={<IconPackageExport size={24} stroke={1.6} />} />
  return (
    <div className="card ex-empty">
      <EmptyState
        icon={<IconPackageExport size={24} stroke={1.6} />}
        title={nothing ? t`Nothing complete yet` : t`No releases yet`}
        action={
          nothing &&
          may(project, "review") && (
            <Link to="/p/$project/review" params={{ project: String(project.id) }} className="btn">
              <Trans>Open review</Trans>
            </Link>
          )
        }
      >
        {nothing
          ? t`A release holds the clips that passed review.`
          : t`A release freezes the complete clips with their labels under a name and a checksum: what you hand over stays as it was.`}
      </EmptyState>
    </div>
  )
}

/** What models were trained on is frozen too; it is listed apart. */
function Snapshots({ project, releases }: { project: Project; releases: readonly Release[] }) {
  const frozen = releases.filter(({ purpose }) => purpose === "training")
  if (frozen.length === 0) return null
  return (
    <details className="ex-more">
      <summary>{plural(frozen.length, { one: "# snapshot that models were trained on", other: "# snapshots that models were trained on" })}</summary>
      <ReleaseTable project={project} releases={frozen} />
    </details>
  )
}
