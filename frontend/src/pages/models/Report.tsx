/** How good a model is, on clips that it did not learn from, and what one can do with it. */
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { labeledQuery } from "../../api/learningQueries"
import type { Model, Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { count, percent } from "../../ui/words"
import { AccuracyCard } from "./AccuracyCard"
import { ConfusionCard } from "./ConfusionCard"
import { PerClassCard } from "./PerClassCard"
import { ReliabilityCard } from "./ReliabilityCard"
import { ReportHead } from "./ReportHead"
import { SplitCard } from "./SplitCard"
import { accuracyGain, halfWidth, judgedOn } from "./metricWords"

interface ReportProps {
  readonly project: Project
  readonly model: Model
  readonly run: Run
  readonly models: readonly Model[]
}

export function Report({ project, model, run, models }: ReportProps) {
  return (
    <section className="md-report" aria-label={model.name}>
      <ReportHead project={project} model={model} run={run} />
      <Tiles project={project} model={model} models={models} />
      <div className="md-g2">
        <AccuracyCard model={model} models={models} />
        <ReliabilityCard metrics={model.metrics} />
      </div>
      <div className="md-g3">
        <ConfusionCard project={project} model={model} />
        <PerClassCard model={model} />
      </div>
      <SplitCard project={project} split={model.split} model={model} />
    </section>
  )
}

function Tiles({ project, model, models }: Omit<ReportProps, "run">) {
  const { metrics } = model
  const { data } = useQuery(labeledQuery(project.id))
  const gain = accuracyGain(model, models)
  const half = halfWidth(metrics)
  return (
    <div className="md-tiles">
      <Tile title="Accuracy" value={percent(metrics.accuracy)} hint="95 % interval, over source videos">
        {half > 0 && `± ${(half * 100).toFixed(1)}`}
        {half > 0 && gain !== "" ? gain : ` on ${judgedOn(metrics)}`}
      </Tile>
      <Tile title="Baseline to beat" value={percent(metrics.majority)} hint="What one gets by always saying the commonest class">
        the commonest class
      </Tile>
      <Tile title="Macro F1" value={percent(metrics.macro_f1)}>
        {gain === "" ? `mean of ${model.classes.length} classes` : judgedOn(metrics)}
      </Tile>
      <Tile title="Calibration error" value={metrics.ece.toFixed(3)} hint={`Temperature ${metrics.temperature.toFixed(2)}, fitted on the validation clips`}>
        {metrics.ece_before.toFixed(3)} before scaling
      </Tile>
      <Tile title="Clips without a label" value={data ? count(data.total - data.labeled) : "–"}>
        <Link to="/p/$project/data" params={{ project: String(project.id) }} search={{ label: "model,none", sort: "uncertain" }}>
          Least certain first
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
      <span className="t2 s12 num cut">{children}</span>
    </div>
  )
}
