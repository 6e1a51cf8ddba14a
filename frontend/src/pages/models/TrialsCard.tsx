/** All trials of a search, the one that became the model first. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconCircleCheck } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { modelQuery } from "../../api/learningQueries"
import type { Model, Search, Trial } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { decimal, lasting } from "../../ui/words"
import { Scrolled } from "./Scrolled"

export function TrialsCard({ project, model }: { project: Project; model: Model }) {
  const told = useQuery(modelQuery(project.id, model.id))
  if (told.isLoadingError) return <ProblemNote error={told.error} />
  return told.data?.search ? <Trials search={told.data.search} /> : null
}

function Trials({ search }: { search: Search }) {
  const trials = [...search.trials].sort((a, b) => rank(a) - rank(b))
  const many = plural(search.trials.length, { one: "# trial", other: "# trials" })
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Trials</Trans></h3>
        <span className="t2 s12 num">{t`${many} of ${search.wanted} in ${lasting(search.seconds)}`}</span>
      </div>
      <Scrolled name={t`Trials`} short>
        <table className="figures dense">
          <thead>
            <tr>
              <th scope="col"><Trans>Trial</Trans></th>
              <th scope="col" title={t`On the clips set apart for tuning, calibrated; less is better`}><Trans>Loss</Trans></th>
              {search.varied.map((key) => <th key={key} scope="col"><code>{key}</code></th>)}
              <th scope="col"><Trans>Epochs</Trans></th>
              <th scope="col"><Trans>Took</Trans></th>
            </tr>
          </thead>
          <tbody>
            {trials.map((one) => <Row key={one.number} trial={one} varied={search.varied} isBest={one.number === search.best} />)}
          </tbody>
        </table>
      </Scrolled>
      <p className="md-hint t2 s12"><Trans>The first trial is what there is without a search. Chosen by the clips set apart for tuning alone: what judged the model had no say.</Trans></p>
    </div>
  )
}

interface RowProps {
  readonly trial: Trial
  readonly varied: readonly string[]
  readonly isBest: boolean
}

function Row({ trial, varied, isBest }: RowProps) {
  return (
    <tr className={isBest ? "b6" : undefined}>
      <th scope="row" className="num">
        {trial.number} {isBest && <IconCircleCheck size={14} stroke={1.6} className="i ok" aria-label={t`the best`} />}
      </th>
      <td className="num" title={trial.why || undefined}>{trial.value === null ? state(trial) : decimal(trial.value, 4)}</td>
      {varied.map((key) => <td key={key} className="num">{told(trial.options[key])}</td>)}
      <td className="num">{trial.epochs > 0 ? trial.epochs : "–"}</td>
      <td className="num">{lasting(trial.seconds)}</td>
    </tr>
  )
}

/** What was broken off comes last. */
function rank({ value }: Trial): number {
  return value ?? Infinity
}

function state({ state: ended }: Trial): string {
  if (ended === "pruned") return t`broken off`
  return ended === "stopped" ? t`time was up` : t`failed`
}

function told(value: unknown): string {
  if (typeof value === "string") return value
  if (typeof value !== "number") return "–"
  return value !== 0 && Math.abs(value) < 0.01 ? value.toExponential(1) : decimal(value, 3)
}
