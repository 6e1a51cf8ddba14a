/** Review: what waits, what changed in it, and the verdict. The next one opens by itself. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconChecks } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useNavigate, useParams } from "@tanstack/react-router"
import { reviewQuery } from "../../api/learningQueries"
import type { ReviewEntry } from "../../api/learningTypes"
import { datasetsQuery, sessionQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { NoClips } from "../../ui/NoClips"
import { EmptyState, PageHeader, Skeleton, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useNextClip } from "../../ui/useNextClip"
import { useProject } from "../shell/useProject"
import { Queue } from "./Queue"
import { ReviewDesk } from "./ReviewDesk"
import "./review.css"
import "./timeline.css"
import "./side.css"

export function ReviewPage() {
  const project = useProject()
  const queue = useQuery(reviewQuery(project.id))
  const entries = queue.data?.results
  return (
    <>
      <PageHeader title={t`Review`} {...(entries ? { note: waitingWords(entries.length, Boolean(queue.data?.next)) } : {})} />
      {queue.isLoadingError ? (
        <ProblemState error={queue.error} retry={() => void queue.refetch()} />
      ) : !entries ? (
        <Waiting />
      ) : entries.length === 0 ? (
        <CaughtUp project={project} />
      ) : (
        <Body project={project} entries={entries} />
      )}
    </>
  )
}

function waitingWords(number: number, more: boolean): string {
  if (more) return plural(number, { one: "# clip or more waiting", other: "# clips or more waiting" })
  return plural(number, { one: "# clip waiting", other: "# clips waiting" })
}

function Body({ project, entries }: { project: Project; entries: readonly ReviewEntry[] }) {
  const user = useQuery(sessionQuery).data?.user
  const navigate = useNavigate()
  const { item: asked } = useParams({ strict: false })
  const found = entries.findIndex(({ item }) => String(item.id) === asked)
  const at = asked === undefined ? firstFor(entries, user?.id) : found
  const entry = entries[at]
  const open = (index: number) => {
    const next = entries[index]
    if (!next) return
    void navigate({ to: "/p/$project/review/$item", params: { project: String(project.id), item: String(next.item.id) }, search: {} })
  }
  const turn = (by: number) => {
    const to = Math.min(Math.max(at + by, 0), entries.length - 1)
    if (to !== at) open(to)
  }
  /** What was just decided leaves the list: the one after it takes its place. */
  const openAfter = () => {
    if (entries.length > 1) open(at + 1 < entries.length ? at + 1 : at - 1)
    else void navigate({ to: "/p/$project/review", params: { project: String(project.id) } })
  }
  return (
    <div className="rv-cols">
      <Queue project={project} entries={entries} at={at} />
      {entry && user ? (
        <ReviewDesk key={entry.item.id} project={project} user={user} entry={entry} onNext={openAfter} onTurn={turn} />
      ) : (
        <EmptyState icon={<IconChecks size={24} stroke={1.6} />} title={t`This clip does not wait for review`}>
          <Trans>It was decided meanwhile, or never sent. Choose another one on the left.</Trans>
        </EmptyState>
      )}
    </div>
  )
}

/** The first that the person may decide; where all is their own work, the first. */
function firstFor(entries: readonly ReviewEntry[], userId: number | undefined): number {
  return Math.max(0, entries.findIndex(({ item }) => item.author?.id !== userId))
}

function CaughtUp({ project }: { project: Project }) {
  const next = useNextClip(project.id)
  const datasets = useQuery(datasetsQuery(project.id)).data?.results
  if (datasets?.every(({ items }) => items === 0)) return <NoClips project={project} icon={<IconChecks size={24} stroke={1.6} />} />
  return (
    <EmptyState
      icon={<IconChecks size={24} stroke={1.6} />}
      title={t`All caught up`}
      action={
        may(project, "annotate") && (
          <button type="button" className="btn" disabled={next.isPending} onClick={() => next.mutate()}>
            <Trans>Label uncertain clips</Trans>
          </button>
        )
      }
    >
      <Trans>Clips that annotators send to review show here.</Trans>
    </EmptyState>
  )
}

function Waiting() {
  return (
    <div className="rv-cols" aria-busy="true">
      <div className="rv-queue" style={{ padding: 16 }}>
        <SkeletonRows rows={8} />
      </div>
      <div className="rv-mid">
        <Skeleton height="60%" />
      </div>
      <div className="rv-side">
        <SkeletonRows rows={5} />
      </div>
    </div>
  )
}
