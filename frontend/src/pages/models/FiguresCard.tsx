/** The figures of a model with their intervals, each with what it means. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { evaluationQuery } from "../../api/evaluationQueries"
import type { Evaluation } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { clipCount } from "../../ui/words"
import { Answered } from "./Answered"
import { type FigureLine, figureLines } from "./figureLines"

interface FiguresCardProps {
  readonly project: Project
  readonly model: Model
  readonly models: readonly Model[]
}

export function FiguresCard({ project, model, models }: FiguresCardProps) {
  const query = useQuery(evaluationQuery(project.id, model.id))
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Figures</Trans></h3>
        {query.data && <span className="t2 s12 num">{clipCount(query.data.clips)}, {recordings(query.data.sources)}</span>}
      </div>
      <Answered query={query} height={280}>
        {(evaluation) => (
          <>
            <Figures lines={figureLines(evaluation, models)} />
            <p className="md-hint t2 s12">{looked(evaluation.looks)}</p>
          </>
        )}
      </Answered>
    </div>
  )
}

function Figures({ lines }: { lines: readonly FigureLine[] }) {
  return (
    <div className="md-figures">
      <table className="figures md-told">
        <thead>
          <tr>
            <th scope="col"><Trans>Figure</Trans></th>
            <th scope="col"><Trans>Value</Trans></th>
            <th scope="col"><Trans>95 % interval</Trans></th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, hint, value, interval }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                <span className="t2 s12">{hint}</span>
              </th>
              <td className="num b6">{value}</td>
              <td className="num t2">{interval}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function recordings(sources: number): string {
  return plural(sources, { one: "# recording", other: "# recordings" })
}

/** A test part wears out: who chooses by it again and again chooses what luck favors. */
function looked({ count, people }: Evaluation["looks"]): string {
  const who = plural(people, { one: "# person", other: "# people" })
  const often = plural(count, { one: `Looked at once, by ${who}.`, other: `Looked at # times by ${who}.` })
  return `${often} ${t`The more often one chooses by the same test clips, the more these figures flatter.`}`
}
