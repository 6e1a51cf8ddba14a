/** The figures that a lead looks at first: how fast, how much by models, how right. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { ReactNode } from "react"
import type { Quality } from "../../api/qualityTypes"
import { clipCount, count, percent } from "../../ui/words"
import "./quality.css"

export function Figures({ quality: { pace, audit } }: { quality: Quality }) {
  const last = audit.line.at(-1)
  const decided = pace.accepted + pace.rejected
  return (
    <dl className="qy-figures">
      <Figure name={t`Labels per hour`} note={pace.per_hour === null ? t`Shown from 10 labels in 30 days on` : t`At work, over the last 30 days`}>
        {pace.per_hour === null ? "–" : count(Math.round(pace.per_hour))}
      </Figure>
      <Figure
        name={t`Labels taken from a model`}
        note={decided === 0 ? t`No model’s label was decided on yet` : t`${count(pace.accepted)} of ${count(pace.labels)} labels; ${count(pace.rejected)} refused`}
      >
        {decided === 0 ? "–" : percent(pace.accepted / pace.labels)}
      </Figure>
      <Figure name={t`Labeled by a model alone`} note={aloneWords(pace)}>
        {pace.clips === 0 ? "–" : percent(pace.alone / pace.clips)}
      </Figure>
      <Figure
        name={t`Accuracy on random checks`}
        note={last ? `${betweenWords(last.interval)} · ${clipCount(last.n)}` : <Trans>Label clips marked “Random check”</Trans>}
      >
        {last ? percent(last.accuracy) : "–"}
      </Figure>
    </dl>
  )
}

/** Guesses that nobody decided on are told of, and are no labels. */
function aloneWords({ alone, clips, guessed }: Quality["pace"]): string {
  const share = t`${count(alone)} of ${clipCount(clips)}, complete`
  return guessed === 0 ? share : t`${share} · ${count(guessed)} more are guesses`
}

/** The 95 % interval in words. */
export function betweenWords([low, high]: readonly [number, number]): string {
  return t`95 %: ${(low * 100).toFixed(0)} to ${(high * 100).toFixed(0)} %`
}

function Figure({ name, note, children }: { name: string; note: ReactNode; children: ReactNode }) {
  return (
    <div className="card qy-figure">
      <dt className="t2">{name}</dt>
      <dd>
        <span className="big num">{children}</span>
        <span className="t2 s12 num">{note}</span>
      </dd>
    </div>
  )
}
