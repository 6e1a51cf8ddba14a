/** Whose work it is, what changed, what was said, and the verdict. */
import { useQuery } from "@tanstack/react-query"
import { overviewQuery } from "../../api/queries"
import { Avatar } from "../../ui/parts"
import { useNow } from "../../ui/useNow"
import { counted, since } from "../../ui/words"
import { ChangeList } from "./ChangeList"
import { Remarks } from "./Remarks"
import type { Review } from "./useReview"
import { VerdictBar } from "./VerdictBar"

export function ChangeSide({ review }: { review: Review }) {
  return (
    <aside className="rv-side" aria-label="Changes and verdict">
      <Author review={review} />
      <div className="rv-scroll">
        <ChangeList review={review} />
        <Remarks review={review} />
      </div>
      <VerdictBar review={review} />
    </aside>
  )
}

function Author({ review: { project, changes } }: { review: Review }) {
  const now = useNow()
  const { data } = useQuery(overviewQuery(project.id))
  const { author, submitted_at } = changes
  const record = data?.people.find(({ user }) => user.id === author?.id)
  const judged = record ? record.approved + record.rejected : 0
  return (
    <div className="row rv-who">
      <Avatar person={author} large />
      <div className="grow">
        <div className="b6 cut">{author?.name ?? "Nobody in particular"}</div>
        <div className="t2 s12">{submitted_at ? `Sent ${since(submitted_at, now)}` : "Put here by a lead"}</div>
      </div>
      {record && judged > 0 && (
        <div className="rv-stat" title={`${counted(record.labels, "label")} so far`}>
          <b className="num">{Math.round((record.approved / judged) * 100)} %</b>
          <span className="t2 s12">of {judged} approved</span>
        </div>
      )}
    </div>
  )
}
