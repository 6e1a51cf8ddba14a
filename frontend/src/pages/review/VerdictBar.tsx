/** Approve or reject; one's own work says why not. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconCheck, IconX } from "@tabler/icons-react"
import { KeyHint } from "../../ui/parts"
import { RejectDialog } from "./RejectDialog"
import type { Review } from "./useReview"

export function VerdictBar({ review }: { review: Review }) {
  const { verdict, whyNot, set, view } = review
  const blocked = whyNot !== "" || verdict.isPending
  return (
    <div className="rv-verdict">
      <div className="row">
        <button type="button" className="btn rv-reject" data-command="reject" disabled={blocked} onClick={() => set({ rejecting: true })}>
          <IconX size={16} stroke={1.6} aria-hidden />
          <Trans>Reject
          <KeyHint>X</KeyHint></Trans>
        </button>
        <button type="button" className="btn rv-approve" data-command="accept" disabled={blocked} onClick={() => verdict.mutate({ verdict: "approve" })}>
          <IconCheck size={16} stroke={1.6} aria-hidden />
          <Trans>Approve clip
          <KeyHint>A</KeyHint></Trans>
        </button>
      </div>
      <p className={whyNot === "" ? "t2 s12" : "warn s12"} role={whyNot === "" ? undefined : "status"}>
        {whyNot === "" ? t`Either opens the next clip.` : whyNot}
      </p>
      {view.rejecting && <RejectDialog review={review} onClose={() => set({ rejecting: false })} />}
    </div>
  )
}
