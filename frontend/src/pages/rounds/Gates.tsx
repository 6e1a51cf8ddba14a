/** How sure a label of each class had to be, how many were, and how right such labels were on validation. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Round } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { count, decimal, percent } from "../../ui/words"

type Gate = Round["thresholds"][number]

export function Gates({ project, round }: { project: Project; round: Round }) {
  return (
    <table className="figures">
      <caption className="hidden-text"><Trans>Round {round.number} by class</Trans></caption>
      <thead>
        <tr>
          <th scope="col"><Trans>Class</Trans></th>
          <th scope="col"><Trans>Threshold</Trans></th>
          <th scope="col"><Trans>Added</Trans></th>
          <th scope="col" title={t`Of the validation clips at this threshold. They chose the threshold too, so new clips may do a little worse.`}>
            <Trans>Precision on validation</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {round.thresholds.map((gate) => {
          const labelClass = project.classes.find(({ id }) => id === gate.class_id)
          return (
            <tr key={gate.class_id}>
              <th scope="row">
                <span className="row">
                  <ClassSwatch slot={labelClass?.color ?? 11} />
                  {labelClass?.name ?? t`Deleted class`}
                </span>
              </th>
              <td className="num">{gate.threshold === null ? <Shut /> : decimal(gate.threshold, 2)}</td>
              <td className="num b6">{count(gate.accepted)}</td>
              <td className="num">{precision(gate)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** No confidence of the class was right often enough. */
function Shut() {
  return (
    <span className="t3" title={t`At no confidence was this class right often enough, so none is taken`}>
      <Trans>none sure enough</Trans>
    </span>
  )
}

function precision({ precision: value, interval }: Gate): string {
  if (value === null) return t`n/a`
  const [low, high] = interval ?? []
  return low === undefined || high === undefined ? percent(value) : `${percent(value)} (${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)})`
}
