/** The figures of two models beside each other, with the interval of the difference. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { ReactNode } from "react"
import type { Comparison, Difference } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import { ClassSwatch } from "../../ui/parts"
import { decimal } from "../../ui/words"
import { classOf, figureHint, figureName, points, score } from "./metricWords"
import { Scrolled } from "./Scrolled"

interface DifferencesProps {
  readonly comparison: Comparison
  readonly before: Model
  readonly after: Model
}

export function Differences({ comparison, before, after }: DifferencesProps) {
  const together = new Map(comparison.together.map(({ key, value }) => [key, value]))
  return (
    <Scrolled name={t`Compare`}>
      <table className="figures dense">
        <thead>
          <tr>
            <th scope="col"><Trans>Figure</Trans></th>
            <th scope="col">{before.name}</th>
            <th scope="col">{after.name}</th>
            <th scope="col"><Trans>Difference</Trans></th>
            <th scope="col"><Trans>95 % interval</Trans></th>
            <th scope="col"><Trans>p</Trans></th>
            <th scope="col"><Trans>Both together</Trans></th>
            <th scope="col" title={t`How far both say the class of the same clips: 1 always, 0 as by chance`}><Trans>Agreement</Trans></th>
          </tr>
        </thead>
        <tbody>
          {comparison.figures.map((one) => (
            <Row key={one.key} row={one} together={together.get(one.key) ?? null} alike={one.key === "accuracy" ? comparison.kappa : undefined}>
              <span title={figureHint(one.key)}>{figureName(one.key)}</span>
            </Row>
          ))}
          {comparison.per_class.map((one) => (
            <Row key={one.class_id} row={one} alike={one.kappa}>
              <span className="row">
                <ClassSwatch slot={classOf(after, one.class_id).color} />
                <Trans>F1 of {classOf(after, one.class_id).name}</Trans>
              </span>
            </Row>
          ))}
        </tbody>
      </table>
    </Scrolled>
  )
}

interface RowProps {
  readonly row: Omit<Difference, "key">
  readonly together?: number | null
  /** How far both say the same, beyond chance. */
  readonly alike: number | null | undefined
  readonly children: ReactNode
}

function Row({ row, together, alike, children }: RowProps) {
  const { before, after, difference, low, high, p } = row
  const sure = low !== null && high !== null && (low > 0 || high < 0)
  return (
    <tr>
      <th scope="row">{children}</th>
      <td className="num">{score(before)}</td>
      <td className="num">{score(after)}</td>
      <td className={`num${sure ? ` b6 ${low > 0 ? "ok" : "bad"}` : ""}`}>{difference === null ? t`n/a` : points(difference)}</td>
      <td className="num t2">{low === null || high === null ? t`n/a` : t`${points(low)} to ${points(high)}`}</td>
      <td className="num t2">{p === null ? t`n/a` : decimal(p, 3)}</td>
      <td className="num t2">{together === undefined ? "" : score(together)}</td>
      <td className="num t2">{alike === undefined ? "" : alike === null ? t`n/a` : decimal(alike, 2)}</td>
    </tr>
  )
}
