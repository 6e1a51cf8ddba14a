/** Whose work it is, what changed, what was said, and the verdict. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { overviewQuery } from "../../api/queries"
import { Avatar } from "../../ui/parts"
import { useNow } from "../../ui/useNow"
import { since } from "../../ui/words"
import { ChangeList } from "./ChangeList"
import { Remarks } from "./Remarks"
import { Suggestions } from "./Suggestions"
import type { Review } from "./useReview"
import { VerdictBar } from "./VerdictBar"

export function ChangeSide({ review }: { review: Review }) {
  return (
    <aside className="rv-side" aria-label={t`Changes and verdict`}>
      <Author review={review} />
      <div className="rv-scroll">
        <Suggestions review={review} />
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
        <div className="b6 cut">{author?.name ?? t`Nobody in particular`}</div>
        <div className="t2 s12">{submitted_at ? t`Sent ${since(submitted_at, now)}` : t`Put here by a lead`}</div>
      </div>
      {record && judged > 0 && (
        <div className="rv-stat" title={plural(record.labels, { one: "# label so far", other: "# labels so far" })}>
          <b className="num">{Math.round((record.approved / judged) * 100)} %</b>
          <span className="t2 s12"><Trans>of {judged} approved</Trans></span>
        </div>
      )}
    </div>
  )
}
