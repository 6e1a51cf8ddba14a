/** How good a model is, on clips that it did not learn from, and what one can do with it. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { labeledQuery } from "../../api/learningQueries"
import type { Model, Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { count, decimal, percent } from "../../ui/words"
import { AccuracyCard } from "./AccuracyCard"
import { CompareCard } from "./CompareCard"
import { ConfusionCard } from "./ConfusionCard"
import { CurveCard } from "./CurveCard"
import { FiguresCard } from "./FiguresCard"
import { GalleryCard } from "./GalleryCard"
import { PerClassCard } from "./PerClassCard"
import { ReliabilityCard } from "./ReliabilityCard"
import { ReportHead } from "./ReportHead"
import { SlicesCard } from "./SlicesCard"
import { SpansCard } from "./SpansCard"
import { SplitCard } from "./SplitCard"
import { TrialsCard } from "./TrialsCard"
import { accuracyGain, judgedOn, withinWords } from "./metricWords"

interface ReportProps {
  readonly project: Project
  readonly model: Model
  readonly run: Run
  readonly models: readonly Model[]
}

export function Report({ project, model, run, models }: ReportProps) {
  if (model.metrics.n === 0) return <Unmeasured project={project} model={model} run={run} />
  return (
    <section className="md-report" aria-label={model.name}>
      <ReportHead project={project} model={model} run={run} />
      <Tiles project={project} model={model} models={models} />
      <div className="md-g2">
        <AccuracyCard model={model} models={models} />
        <ReliabilityCard project={project} model={model} />
      </div>
      <div className="md-g3">
        <ConfusionCard project={project} model={model} />
        <PerClassCard project={project} model={model} />
      </div>
      <GalleryCard project={project} model={model} />
      <div className="md-g3">
        <FiguresCard project={project} model={model} models={models} />
        <SlicesCard project={project} model={model} />
      </div>
      <SpansCard project={project} model={model} />
      <CurveCard project={project} runId={run.id} />
      <TrialsCard project={project} model={model} />
      <CompareCard project={project} model={model} models={models} />
      <SplitCard project={project} split={model.split} model={model} />
    </section>
  )
}

/** What was trained elsewhere was never tried on labels of this project. */
function Unmeasured({ project, model, run }: Omit<ReportProps, "models">) {
  return (
    <section className="md-report" aria-label={model.name}>
      <ReportHead project={project} model={model} run={run} />
      <p className="t2">
        <Trans>This model was trained elsewhere. Nothing is known of how good it is on the clips of this project: let it predict, and look.</Trans>
      </p>
    </section>
  )
}

function Tiles({ project, model, models }: Omit<ReportProps, "run">) {
  const { metrics } = model
  const { data } = useQuery(labeledQuery(project.id))
  const gain = accuracyGain(model, models)
  const within = withinWords(metrics)
  return (
    <div className="md-tiles">
      <Tile title={t`Accuracy`} value={percent(metrics.accuracy)} hint={t`With its 95 % interval, over recordings`}>
        {within}
        {within !== "" && gain !== "" ? gain : ` ${t`on ${judgedOn(metrics)}`}`}
      </Tile>
      <Tile title={t`Baseline to beat`} value={percent(metrics.majority)} hint={t`What one gets by always saying the commonest class`}>
        <Trans>the commonest class</Trans>
      </Tile>
      <Tile title={t`Macro F1`} value={percent(metrics.macro_f1)}>
        {gain === "" ? plural(model.classes.length, { one: "mean of # class", other: "mean of # classes" }) : judgedOn(metrics)}
      </Tile>
      <Tile title={t`Calibration error`} value={decimal(metrics.ece, 3)} hint={t`Temperature ${decimal(metrics.temperature, 2)}, fitted on the validation clips`}>
        <Trans>{decimal(metrics.ece_before, 3)} before scaling</Trans>
      </Tile>
      <Tile title={t`Clips without a label`} value={data ? count(data.total - data.labeled) : "–"}>
        <Link to="/p/$project/data" params={{ project: String(project.id) }} search={{ label: "model,none", sort: "uncertain" }}>
          <Trans>Least certain first</Trans>
        </Link>
      </Tile>
    </div>
  )
}

interface TileProps {
  readonly title: string
  readonly value: string
  readonly hint?: string
  readonly children: ReactNode
}

function Tile({ title, value, hint, children }: TileProps) {
  return (
    <div className="card md-tile" title={hint}>
      <span className="t2 s12 cut">{title}</span>
      <span className="big num">{value}</span>
      <span className="t2 s12 num">{children}</span>
    </div>
  )
}
