/** One round: what it took per class, and how the model did before and after. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { post } from "../../api/client"
import { modelsQuery, roundsQuery } from "../../api/learningQueries"
import type { Model, Round } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { JobProgress } from "../../ui/JobProgress"
import { may } from "../../ui/rights"
import { useNow } from "../../ui/useNow"
import { clipCount, decimal, percent, since } from "../../ui/words"
import { CheckLine } from "./CheckLine"
import { Gates } from "./Gates"
import { NextRound } from "./NextRound"

const STATES: Readonly<Record<Round["state"], readonly [tone: string, word: MessageDescriptor]>> = {
  running: ["acc", msg`Running`],
  checking: ["acc", msg`Waits for checks`],
  kept: ["ok", msg`Kept`],
  refused: ["warn", msg`Not kept`],
  "rolled-back": ["mute", msg`Rolled back`],
  failed: ["bad", msg`Stopped`],
}

interface RoundCardProps {
  readonly project: Project
  readonly round: Round
  readonly models: readonly Model[]
}

/** `next`: whether another round may begin with what this one made. */
export function RoundCard({ project, round, models, next }: RoundCardProps & { next: boolean }) {
  const now = useNow()
  const [tone, word] = STATES[round.state]
  const model = models.find(({ id }) => id === round.model_id)
  return (
    <article className="card rd-card" id={`round-${round.number}`} aria-label={t`Round ${round.number}`}>
      <div className="row">
        <h2 className="rd-name"><Trans>Round {round.number}</Trans></h2>
        <span className={`badge ${tone}`}>{i18n._(word)}</span>
        <span className="t3 s12">
          {model && `${t`by ${model.name}`} · `}
          {since(round.created_at, now)}
        </span>
        {round.follows !== null && (
          <a className="s12" href={`#round-${round.follows}`}>
            <Trans>follows round {round.follows}</Trans>
          </a>
        )}
        <span className="grow" />
        {next && round.state === "kept" && may(project, "train") && <NextRound project={project} round={round} />}
        {(round.state === "kept" || round.state === "checking") && may(project, "train") && <RollBack project={project} round={round} />}
      </div>
      {round.state === "running" ? <JobProgress job={round.job} /> : round.state !== "checking" && round.reason && <p className="t2">{round.reason}</p>}
      {round.check?.right === null && <CheckLine project={project} check={round.check} />}
      <div className="rd-cols">
        <Gates project={project} round={round} />
        <Effect project={project} round={round} models={models} />
      </div>
    </article>
  )
}

/** What the round did to the model. */
function Effect({ project, round: { added, left, holdout, candidate_id }, models }: RoundCardProps) {
  const candidate = models.find(({ id }) => id === candidate_id)
  return (
    <dl className="facts">
      <dt><Trans>Added</Trans></dt>
      <dd className="num">{clipCount(added)}</dd>
      {left !== null && (
        <>
          <dt><Trans>Left without a label</Trans></dt>
          <dd className="num">{clipCount(left)}</dd>
        </>
      )}
      <dt><Trans>Judged on</Trans></dt>
      <dd className="num">
        {holdout ? judgedWords(holdout) : t`Not yet`}
      </dd>
      <dt><Trans>Macro F1</Trans></dt>
      <dd className="num">{holdout ? <Change holdout={holdout} /> : "–"}</dd>
      {candidate && (
        <>
          <dt><Trans>Model</Trans></dt>
          <dd>
            <Link to="/p/$project/models/$run" params={{ project: String(project.id), run: String(candidate.run_id) }}>
              {candidate.name}
            </Link>
          </dd>
        </>
      )}
    </dl>
  )
}

/** How the score changed, and between what the change lies: a range that holds nothing too may be luck. */
function Change({ holdout: { before, after, low, high } }: { holdout: NonNullable<Round["holdout"]> }) {
  const change = after - before
  return (
    <>
      {percent(before)} → <b>{percent(after)}</b> <span className={change < 0 ? "bad" : "ok"}>{points(change)}</span>
      {low !== null && high !== null && (
        <div className="t2 s12">
          {t`70 %: ${points(low)} to ${points(high)} points`}
          {low <= 0 && high >= 0 && <> · <Trans>may be luck</Trans></>}
        </div>
      )}
    </>
  )
}

/** A change of a share, in points with its sign. */
function points(change: number): string {
  return `${change < 0 ? "−" : "+"}${decimal(Math.abs(change) * 100, 1)}`
}

function judgedWords({ items, kind }: NonNullable<Round["holdout"]>): string {
  if (kind === "audit") return plural(items, { one: "# clip, drawn by chance", other: "# clips, drawn by chance" })
  return plural(items, { one: "# clip, of the test split", other: "# clips, of the test split" })
}

function RollBack({ project, round }: { project: Project; round: Round }) {
  const [asking, setAsking] = useState(false)
  const client = useQueryClient()
  const act = async () => {
    await post(`/projects/${project.id}/rounds/${round.id}/rollback`)
    const stale = [roundsQuery(project.id).queryKey, modelsQuery(project.id).queryKey]
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  return (
    <>
      <button type="button" className="btn sm" onClick={() => setAsking(true)}>
        <Trans>Roll back</Trans>
      </button>
      {asking && (
        <ConfirmDialog title={t`Roll back round ${round.number}?`} verb={t`Roll back`} onConfirm={act} onClose={() => setAsking(false)}>
          <Trans>Its labels are withdrawn where nobody touched them since, and the model before it is used again.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}
