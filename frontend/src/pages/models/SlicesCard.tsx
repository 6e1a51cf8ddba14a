/** Where a model fails: its accuracy in parts of the clips that judged it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { evaluationQuery } from "../../api/evaluationQueries"
import type { Slice } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { count } from "../../ui/words"
import { Answered } from "./Answered"
import { score, sliceKind, sliceValue } from "./metricWords"
import { Scrolled } from "./Scrolled"

export function SlicesCard({ project, model }: { project: Project; model: Model }) {
  const query = useQuery(evaluationQuery(project.id, model.id))
  const [chosen, choose] = useState<string | null>(null)
  const kinds = [...new Set(query.data?.slices.map(({ by }) => by))]
  const kind = chosen ?? kinds.find((one) => one !== "recording") ?? kinds[0]
  return (
    <div className={query.data && kind === undefined ? "card md-bare" : "card"}>
      <div className="row md-ct">
        <h3 className="grow"><Trans>Slices</Trans></h3>
        {kinds.length > 1 && (
          <select className="md-other" aria-label={t`Slices by`} value={kind} onChange={({ currentTarget: { value } }) => choose(value)}>
            {kinds.map((one) => (
              <option key={one} value={one}>{sliceKind(one)}</option>
            ))}
          </select>
        )}
      </div>
      <Answered query={query} height={280}>
        {({ slices }) => (kind === undefined ? <Alike /> : <Slices slices={slices.filter(({ by }) => by === kind)} />)}
      </Answered>
    </div>
  )
}

function Alike() {
  return <p className="t2 md-pad"><Trans>All test clips are alike in folder, length, recording and properties, so nothing parts them.</Trans></p>
}

function Slices({ slices }: { slices: readonly Slice[] }) {
  return (
    <>
      <Scrolled name={t`Slices`} short>
        <table className="figures dense">
          <thead>
            <tr>
              <th scope="col"><Trans>Part</Trans></th>
              <th scope="col"><Trans>Accuracy</Trans></th>
              <th scope="col"><Trans>95 % interval</Trans></th>
              <th scope="col"><Trans>Others</Trans></th>
              <th scope="col"><Trans>n</Trans></th>
            </tr>
          </thead>
          <tbody>
            {slices.map((one) => (
              <SliceRow key={one.value} slice={one} />
            ))}
          </tbody>
        </table>
      </Scrolled>
      <p className="md-hint t2 s12"><Trans>The worst first. Red: less accurate than all other clips, and hardly by luck.</Trans></p>
    </>
  )
}

function SliceRow({ slice: { by, value, accuracy, interval: [low, high], rest, clips } }: { slice: Slice }) {
  const worse = rest !== null && high < rest
  return (
    <tr>
      <th scope="row" className="md-part" title={value}>{sliceValue(by, value)}</th>
      <td className={`num b6${worse ? " bad" : ""}`}>
        {worse && <span className="hidden-text"><Trans>worse than the others:</Trans> </span>}
        {score(accuracy)}
      </td>
      <td className="num t2">{`${score(low)} – ${score(high)}`}</td>
      <td className="num t2">{score(rest)}</td>
      <td className="num t3">{count(clips)}</td>
    </tr>
  )
}
