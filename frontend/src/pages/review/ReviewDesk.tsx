/** One clip on the reviewer's desk. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { changesQuery, remarksQuery } from "../../api/learningQueries"
import type { ItemChanges, ReviewEntry } from "../../api/learningTypes"
import { obstacle } from "../../api/problem"
import type { Annotations, Comment, Project, User } from "../../api/types"
import { EmptyState, Skeleton, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { clipQuery, type Footage, labelsQuery } from "../workspace/clip"
import { useRenewal } from "../workspace/useRenewal"
import type { Turn } from "./acts"
import { ChangeSide } from "./ChangeSide"
import { ReviewHead } from "./ReviewHead"
import { ReviewPicture } from "./ReviewPicture"
import { ReviewTimeline } from "./ReviewTimeline"
import { ReviewTransport } from "./ReviewTransport"
import { useFrameInAddress } from "./useFrameInAddress"
import { looked, useReview } from "./useReview"
import { useReviewKeys } from "./useReviewKeys"

interface DeskProps {
  readonly project: Project
  readonly user: User
  readonly entry: ReviewEntry
  readonly onNext: () => void
  readonly onTurn: Turn
}

export function ReviewDesk(props: DeskProps) {
  const { project, entry } = props
  const clip = useQuery(clipQuery(project.id, entry.item.id))
  const labels = useQuery(labelsQuery(project.id, entry.item.id))
  const changes = useQuery(changesQuery(project.id, entry.item.id))
  const remarks = useQuery(remarksQuery(project.id, entry.item.id))
  const problem = obstacle(clip, labels, changes, remarks)
  if (problem) return <ProblemState error={problem} retry={() => void Promise.all([clip.refetch(), labels.refetch(), changes.refetch(), remarks.refetch()])} />
  if (!clip.data || !labels.data || !changes.data) return <Waiting name={entry.item.name} />
  if (!clip.data.item.media) return <EmptyState title={t`This clip cannot be shown`}><Trans>Its video is gone or was never ready.</Trans></EmptyState>
  return <Desk {...props} clip={clip.data} labels={labels.data} changes={changes.data} remarks={remarks.data ?? []} />
}

interface LoadedProps extends DeskProps {
  readonly clip: Footage
  readonly labels: Annotations
  readonly changes: ItemChanges
  readonly remarks: readonly Comment[]
}

function Desk({ clip, labels, changes, remarks, ...props }: LoadedProps) {
  const review = useReview({ ...props, clip, labels, changes, remarks })
  useRenewal(review.player, props.project.id, clip.item)
  const offers = useReviewKeys(review, props.onTurn)
  useFrameInAddress(review)
  const shown = looked(review)
  return (
    <>
      <section className="rv-mid" aria-label={props.entry.item.name}>
        <ReviewHead review={review} />
        <ReviewPicture review={shown} />
        <ReviewTransport review={review} offers={offers} />
        <ReviewTimeline review={shown} />
      </section>
      <ChangeSide review={review} />
    </>
  )
}

function Waiting({ name }: { name: string }) {
  return (
    <>
      <div className="rv-mid" aria-busy="true">
        <div className="row rv-head">
          <span className="b6 cut">{name}</span>
        </div>
        <div className="rv-picture" />
        <div style={{ height: 240, padding: 16 }}>
          <Skeleton height={160} />
        </div>
      </div>
      <div className="rv-side" style={{ paddingTop: 16 }}>
        <SkeletonRows rows={5} />
      </div>
    </>
  )
}
