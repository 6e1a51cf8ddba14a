/** Comments, each pinned to a frame. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { KeyboardEvent } from "react"
import { patch, post } from "../../api/client"
import { remarksQuery } from "../../api/learningQueries"
import type { Comment } from "../../api/types"
import { commentPlace, useDraft } from "../../ui/drafts"
import { Avatar, KeyHint } from "../../ui/parts"
import { may } from "../../ui/rights"
import { sayProblem } from "../../ui/toasts"
import { useNow } from "../../ui/useNow"
import { ago } from "../../ui/words"
import { REMARK_FIELD } from "./acts"
import { type Review, usePlaying } from "./useReview"

export function Remarks({ review }: { review: Review }) {
  const { project, remarks } = review
  return (
    <section aria-label={t`Comments`}>
      <div className="row rv-title">
        <h2 className="grow"><Trans>Comments</Trans></h2>
        <span className="t2 s12 row" style={{ gap: 6 }}>
          <Trans>Pin here <KeyHint>C</KeyHint></Trans>
        </span>
      </div>
      <ul className="rv-remarks">
        {remarks.map((remark) => (
          <Remark key={remark.id} review={review} remark={remark} />
        ))}
      </ul>
      {may(project, "comment") && <RemarkField review={review} />}
    </section>
  )
}

function Remark({ review: { project, item, player }, remark }: { review: Review; remark: Comment }) {
  const now = useNow()
  const client = useQueryClient()
  const resolve = useMutation({
    mutationFn: () => patch(`/projects/${project.id}/items/${item.id}/comments/${remark.id}`, { resolved: !remark.resolved }),
    onSuccess: () => void client.invalidateQueries({ queryKey: remarksQuery(project.id, item.id).queryKey }),
    onError: sayProblem,
  })
  return (
    <li className={remark.resolved ? "done" : ""}>
      <Avatar person={remark.author} />
      <div className="grow">
        <div className="row">
          <span className="b6 cut">{remark.author.name}</span>
          <button type="button" className="rv-frame num" onClick={() => player.seek(remark.frame)}>
            <Trans>f {remark.frame}</Trans>
          </button>
          <span className="grow" />
          <span className="t2 s12 num">{ago(remark.created_at, now)}</span>
        </div>
        <p className="t2">{remark.text}</p>
        {may(project, "comment") && (
          <button type="button" className="rv-frame" disabled={resolve.isPending} onClick={() => resolve.mutate()}>
            {remark.resolved ? t`Open again` : t`Resolve`}
          </button>
        )}
      </div>
    </li>
  )
}

function RemarkField({ review: { project, item, player } }: { review: Review }) {
  const { text, write, sent } = useDraft(commentPlace(item.id))
  const frame = usePlaying(player, ({ shown }) => shown)
  const client = useQueryClient()
  const add = useMutation({
    mutationFn: (written: string) => post(`/projects/${project.id}/items/${item.id}/comments`, { frame, text: written.trim() }),
    onSuccess: (_, written) => {
      sent(written)
      void client.invalidateQueries({ queryKey: remarksQuery(project.id, item.id).queryKey })
    },
    onError: sayProblem,
  })
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") event.currentTarget.blur()
    if (event.key === "Enter" && text.trim() !== "" && !add.isPending) add.mutate(text)
  }
  return (
    <div className="field rv-field">
      <input
        id={REMARK_FIELD}
        data-command="comment"
        value={text}
        aria-label={t`Comment at frame ${frame}`}
        placeholder={t`Write a comment at f ${frame}`}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={press}
      />
    </div>
  )
}
