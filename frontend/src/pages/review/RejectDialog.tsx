/** Why the work goes back: a digit says it; a comment may be pinned to the frame on screen. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Modal } from "@mantine/core"
import { type KeyboardEvent, useEffect, useId, useRef } from "react"
import { digitOf } from "../../editor-core/keymap"
import { useDraft } from "../../ui/drafts"
import { KeyHint } from "../../ui/parts"
import { REASONS } from "./reasons"
import type { Review } from "./useReview"

export function RejectDialog({ review, onClose }: { review: Review; onClose: () => void }) {
  const { player, verdict, changes, item } = review
  const { text, write, sent } = useDraft(`rejection ${item.id}`)
  const list = useRef<HTMLUListElement>(null)
  const field = useId()
  const frame = player.shown
  const author = changes.author?.name ?? t`whoever takes it`
  const reject = (reason: string) => {
    const comment = text.trim()
    onClose()
    const pinned = comment === "" ? {} : { comment: { frame, text: comment } }
    const arrives = verdict.mutateAsync({ verdict: "reject", reason, ...pinned })
    // What did not arrive is there for the next try; the verdict says so itself.
    arrives.then(() => sent(text), () => undefined)
  }
  useDigits(reject)
  const leave = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || event.shiftKey) return
    event.preventDefault()
    list.current?.querySelector("button")?.focus()
  }
  return (
    <Modal opened onClose={onClose} title={t`Why does it go back?`} size={400}>
      <div className="stack">
        <ul ref={list} className="rv-reasons">
          {REASONS.map((reason, index) => (
            <Reason key={reason.id} reason={i18n._(reason)} digit={index + 1} onChoose={reject} />
          ))}
        </ul>
        <div>
          <label htmlFor={field} className="b5">
            <Trans>Comment at f {frame} <span className="t3">(optional)</span></Trans>
          </label>
          <textarea id={field} className="rv-text" rows={2} value={text} onChange={(event) => write(event.currentTarget.value)} onKeyDown={leave} />
        </div>
        <p className="t2 s12"><Trans>It goes back to {author} with the reason. Nothing they did is lost.</Trans></p>
      </div>
    </Modal>
  )
}

function Reason({ reason, digit, onChoose }: { reason: string; digit: number; onChoose: (reason: string) => void }) {
  return (
    <li>
      <button type="button" data-autofocus={digit === 1 || undefined} onClick={() => onChoose(reason)}>
        <KeyHint>{digit}</KeyHint>
        {reason}
      </button>
    </li>
  )
}

/** The digits choose, except while one is writing. */
function useDigits(choose: (reason: string) => void): void {
  const latest = useRef(choose)
  useEffect(() => {
    latest.current = choose
  })
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      const digit = digitOf(event)
      const reason = digit === undefined ? undefined : REASONS[Number(digit) - 1]
      if (reason === undefined || event.target instanceof HTMLTextAreaElement || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      latest.current(i18n._(reason))
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
}
