/** One round: what it took per class, and how the model did before and after. */
import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { post } from "../../api/client"
import { modelsQuery, roundsQuery } from "../../api/learningQueries"
import type { Model, Round } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { JobProgress } from "../../ui/Jobs"
import { may } from "../../ui/rights"
import { useNow } from "../../ui/useNow"
import { counted, percent, since } from "../../ui/words"
import { Gates } from "./Gates"

const STATES: Readonly<Record<Round["state"], readonly [tone: string, word: string]>> = {
  running: ["acc", "Running"],
  kept: ["ok", "Kept"],
  refused: ["warn", "Not kept"],
  "rolled-back": ["mute", "Rolled back"],
  failed: ["bad", "Stopped"],
}

interface RoundCardProps {
  readonly project: Project
  readonly round: Round
  readonly models: readonly Model[]
}

export function RoundCard({ project, round, models }: RoundCardProps) {
  const now = useNow()
  const [tone, word] = STATES[round.state]
  const model = models.find(({ id }) => id === round.model_id)
  return (
    <article className="card rd-card" aria-label={`Round ${round.number}`}>
      <div className="row">
        <h2 className="rd-name">Round {round.number}</h2>
        <span className={`badge ${tone}`}>{word}</span>
        <span className="t3 s12">
          {model ? `by ${model.name} · ` : ""}
          {since(round.created_at, now)}
        </span>
        <span className="grow" />
        {round.state === "kept" && may(project, "train") && <RollBack project={project} round={round} />}
      </div>
      {round.state === "running" ? <JobProgress job={round.job} /> : round.reason && <p className="t2">{round.reason}</p>}
      <div className="rd-cols">
        <Gates project={project} round={round} />
        <Effect project={project} round={round} models={models} />
      </div>
    </article>
  )
}

/** What the round did to the model. */
function Effect({ project, round: { added, holdout, candidate_id }, models }: RoundCardProps) {
  const candidate = models.find(({ id }) => id === candidate_id)
  const change = holdout ? (holdout.after - holdout.before) * 100 : 0
  return (
    <dl className="facts">
      <dt>Added</dt>
      <dd className="num">{counted(added, "clip")}</dd>
      <dt>Judged on</dt>
      <dd className="num">
        {holdout ? `${counted(holdout.items, "clip")}, ${holdout.kind === "audit" ? "drawn by chance" : "of the test split"}` : "Not yet"}
      </dd>
      <dt>Macro F1</dt>
      <dd className="num">
        {holdout ? (
          <>
            {percent(holdout.before)} → <b>{percent(holdout.after)}</b>{" "}
            <span className={change < 0 ? "bad" : "ok"}>
              {change < 0 ? "−" : "+"}
              {Math.abs(change).toFixed(1)}
            </span>
          </>
        ) : (
          "–"
        )}
      </dd>
      {candidate && (
        <>
          <dt>Model</dt>
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
        Roll back
      </button>
      {asking && (
        <ConfirmDialog title={`Roll back round ${round.number}?`} verb="Roll back" onConfirm={act} onClose={() => setAsking(false)}>
          Its labels are withdrawn where nobody touched them since, and the model before it is used again.
        </ConfirmDialog>
      )}
    </>
  )
}
