/** ROC or precision against recall of each class, with the areas below. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { evaluationQuery } from "../../api/evaluationQueries"
import type { ClassCurves } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { decimal } from "../../ui/words"
import { Answered } from "./Answered"
import { CurvesChart, type Line } from "./CurvesChart"
import { classOf } from "./metricWords"

export type CurveKind = "roc" | "pr"

export function ClassCurvesView({ project, model, kind }: { project: Project; model: Model; kind: CurveKind }) {
  const query = useQuery(evaluationQuery(project.id, model.id))
  return (
    <Answered query={query} height={290}>
      {({ per_class: curves }) => <Curves lines={curves.map((one) => lineOf(model, one, kind))} kind={kind} />}
    </Answered>
  )
}

function lineOf(model: Model, curves: ClassCurves, kind: CurveKind): Line {
  return {
    labelClass: classOf(model, curves.class_id),
    points: kind === "roc" ? curves.roc : curves.precision_recall,
    area: kind === "roc" ? curves.area_under_roc : curves.average_precision,
  }
}

function Curves({ lines, kind }: { lines: readonly Line[]; kind: CurveKind }) {
  const label = kind === "roc" ? t`Area under ROC` : t`Average precision`
  return (
    <>
      <CurvesChart
        lines={lines.filter(({ points }) => points.length > 0)}
        label={label}
        axes={kind === "roc" ? [t`False positives`, t`True positives`] : [t`Recall`, t`Precision`]}
        diagonal={kind === "roc"}
      />
      <ul className="md-legend" aria-label={label}>
        {lines.map(({ labelClass, area }) => (
          <li key={labelClass.id} className="row">
            <ClassSwatch slot={labelClass.color} />
            <span className="cut grow">{labelClass.name}</span>
            <span className={`num ${area === null ? "t3" : "b6"}`}>{area === null ? <Trans>n/a</Trans> : decimal(area, 3)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
