/** What the author changed, each with its own decision. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowBackUp, IconCheck, IconX } from "@tabler/icons-react"
import { useEffect, useLayoutEffect, useRef } from "react"
import { ClassSwatch } from "../../ui/parts"
import { approve, takeBack } from "./acts"
import { ChangeMark } from "./ChangeMark"
import type { Difference } from "./differences"
import type { Review } from "./useReview"

export function ChangeList({ review }: { review: Review }) {
  const { differences, view, back } = review
  const decided = differences.filter(({ id }) => view.approved.has(id)).length + back.taken.length
  return (
    <section aria-label={t`Changes`}>
      <div className="row rv-title">
        <h2 className="grow"><Trans>Changes</Trans></h2>
        <span className="t2 s12 num">
          <Trans>{decided} of {differences.length + back.taken.length} decided</Trans>
        </span>
      </div>
      {differences.length + back.taken.length === 0 && <p className="t2"><Trans>Nothing changed: the clip was sent on as it was.</Trans></p>}
      <ul>
        {differences.map((difference, index) => (
          <ChangeRow key={difference.id} review={review} difference={difference} index={index} />
        ))}
        {back.taken.map((taken) => (
          <li key={taken.difference.id} className="rv-change gone">
            <ChangeMark sign={taken.difference.sign} />
            <span className="grow">
              <s className="b5">{taken.difference.title}</s>
              <span className="t2 s12"><Trans>Taken back</Trans></span>
            </span>
            <button type="button" className="btn ghost sm" disabled={back.busy} onClick={() => back.restore(taken)}>
              <IconArrowBackUp size={14} stroke={1.6} aria-hidden />
              <Trans>Undo</Trans>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ChangeRow({ review, difference, index }: { review: Review; difference: Difference; index: number }) {
  const { project, focused, jump, view } = review
  const { id, sign, title, detail, shown } = difference
  const on = id === focused?.id
  const name = useStaying(on)
  return (
    <li className={on ? "rv-change on" : "rv-change"} data-change={id}>
      <ChangeMark sign={sign} />
      <button ref={name} type="button" className="grow rv-jump" onClick={() => jump(index)} aria-current={on ? "true" : undefined}>
        <span className="row b5" style={{ gap: 6 }}>
          <ClassSwatch slot={project.classes.find((each) => each.id === shown.class_id)?.color ?? 11} />
          {title}
        </span>
        <span className="t2 s12 num">{detail}</span>
      </button>
      {view.approved.has(id) ? (
        <span className="ok b5 s12 row" style={{ gap: 4 }}>
          <IconCheck size={14} stroke={1.6} aria-hidden />
          <Trans>Fine</Trans>
        </span>
      ) : (
        <Decide review={review} difference={difference} />
      )}
    </li>
  )
}

/** Whoever goes through the list by keys stays in it: what has the focus is the change that a key is about. */
function useStaying(on: boolean) {
  const name = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (on && document.activeElement?.closest("[data-change]")) name.current?.focus()
  }, [on])
  useLayoutEffect(() => {
    const button = name.current
    return () => {
      // A row that goes takes the focus with it, and the next key would mean the whole clip.
      if (button === document.activeElement) queueMicrotask(() => document.querySelector<HTMLElement>(".rv-change.on .rv-jump")?.focus())
    }
  }, [])
  return name
}

function Decide({ review, difference }: { review: Review; difference: Difference }) {
  const { back, whyNot } = review
  const blocked = whyNot === "" ? undefined : whyNot
  return (
    <>
      <button type="button" className="icb sm" aria-label={t`Fine: ${difference.title}`} title={t`Fine, key A`} disabled={whyNot !== ""} onClick={() => approve(review, difference)}>
        <IconCheck size={16} stroke={1.6} aria-hidden />
      </button>
      <button
        type="button"
        className="icb sm"
        aria-label={t`Take back: ${difference.title}`}
        title={blocked ?? t`Take this change back, key X`}
        disabled={whyNot !== "" || back.busy}
        onClick={() => takeBack(review, difference)}
      >
        <IconX size={16} stroke={1.6} aria-hidden />
      </button>
    </>
  )
}
