/** How well a model finds where classes begin and end in long clips. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { evaluationQuery } from "../../api/evaluationQueries"
import type { Spans } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { decimal } from "../../ui/words"
import { classOf, score } from "./metricWords"
import { Scrolled } from "./Scrolled"

/** Nothing where no long clip judged the model. */
export function SpansCard({ project, model }: { project: Project; model: Model }) {
  const { data } = useQuery(evaluationQuery(project.id, model.id))
  if (!data?.spans) return null
  const { items, frame_area: area } = data.spans
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Spans in long clips</Trans></h3>
        <span className="t2 s12 num">{plural(items, { one: "# long clip", other: "# long clips" })}</span>
      </div>
      <Overlaps spans={data.spans} model={model} />
      <p className="md-hint t2 s12">
        <Trans>
          Average precision of the spans found: one is right where it shares this much of its time with a true one.
        </Trans>{" "}
        {area !== null && <Trans>Frame by frame the area under ROC is {decimal(area, 3)}.</Trans>}
      </p>
    </div>
  )
}

function Overlaps({ spans: { overlaps, means, by_class: classes }, model }: { spans: Spans; model: Model }) {
  return (
    <Scrolled name={t`Spans in long clips`}>
      <table className="figures dense">
        <thead>
          <tr>
            <th scope="col"><Trans>Class</Trans></th>
            {overlaps.map((one) => (
              <th key={one} scope="col" className="num">{score(one)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.map(({ class_id, values }) => (
            <tr key={class_id}>
              <th scope="row">
                <span className="row">
                  <ClassSwatch slot={classOf(model, class_id).color} />
                  {classOf(model, class_id).name}
                </span>
              </th>
              <Values values={values} />
            </tr>
          ))}
          <tr className="sum">
            <th scope="row"><Trans>Mean</Trans></th>
            <Values values={means} />
          </tr>
        </tbody>
      </table>
    </Scrolled>
  )
}

function Values({ values }: { values: readonly number[] }) {
  return values.map((value, at) => <td key={at} className="num">{score(value)}</td>)
}
