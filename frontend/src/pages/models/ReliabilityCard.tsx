/** How often predictions of a confidence are right: what lies off the diagonal is red. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { evaluationQuery } from "../../api/evaluationQueries"
import type { Metrics, Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { clipCount, decimal, figure, percent } from "../../ui/words"

const SIZE = { width: 274, height: 222 }
const PLOT = { left: 50, right: 264, top: 8, bottom: 180 }
const TICKS = [0, 0.25, 0.5, 0.75, 1]

const xOf = (share: number) => PLOT.left + share * (PLOT.right - PLOT.left)
const yOf = (share: number) => PLOT.bottom - share * (PLOT.bottom - PLOT.top)

/** The model's own figures first; with them, before they were scaled, where the report says that. */
export function ReliabilityCard({ project, model }: { project: Project; model: Model }) {
  const [before, setBefore] = useState(false)
  const { data } = useQuery(evaluationQuery(project.id, model.id))
  const unscaled = data?.calibration.before
  const { error, bins: reliability } = before && unscaled ? unscaled : { error: model.metrics.ece, bins: model.metrics.reliability }
  const bins = reliability.filter(({ count }) => count > 0)
  const width = (PLOT.right - PLOT.left) / Math.max(reliability.length, 10)
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Reliability</Trans></h3>
        {unscaled && (
          <span className="seg" role="group" aria-label={t`Confidence`} title={t`Before and after temperature scaling`}>
            <button type="button" className={before ? "on" : ""} aria-pressed={before} onClick={() => setBefore(true)}><Trans>Before</Trans></button>
            <button type="button" className={before ? "" : "on"} aria-pressed={!before} onClick={() => setBefore(false)}><Trans>After</Trans></button>
          </span>
        )}
      </div>
      <svg className="md-chart" viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={spoken(bins)}>
        <Axes />
        {bins.map((bin) => (
          <Bin key={bin.confidence} {...bin} width={width - 2} />
        ))}
        <line className="diag" x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(1)} />
      </svg>
      <p className="md-hint t2 s12">
        <Trans>Calibration error <b className="num">{decimal(error, 3)}</b>: how far, on average, the model is from being right as often as it is sure. The gap is red.</Trans>
      </p>
    </div>
  )
}

function Axes() {
  return (
    <>
      {TICKS.map((tick) => (
        <g key={tick}>
          <line className="g" x1={PLOT.left} x2={PLOT.right} y1={yOf(tick)} y2={yOf(tick)} />
          <text x={PLOT.left - 6} y={yOf(tick) + 4} textAnchor="end">
            {figure(tick)}
          </text>
          <text x={xOf(tick)} y={PLOT.bottom + 18} textAnchor="middle">
            {figure(tick)}
          </text>
        </g>
      ))}
      <text x={xOf(0.5)} y={PLOT.bottom + 33} textAnchor="middle"><Trans>How sure it is</Trans></text>
      <text transform={`translate(12 ${yOf(0.5)}) rotate(-90)`} textAnchor="middle"><Trans>How often it is right</Trans></text>
    </>
  )
}

interface BinProps {
  readonly confidence: number
  readonly accuracy: number
  readonly count: number
  readonly width: number
}

function Bin({ confidence, accuracy, count, width }: BinProps) {
  const x = Math.min(Math.max(xOf(confidence) - width / 2, PLOT.left), PLOT.right - width)
  const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)]
  return (
    <g>
      <title>
        <Trans>
          Confidence {decimal(confidence, 2)}, right {percent(accuracy)}, {clipCount(count)}
        </Trans>
      </title>
      <rect className="rb" x={x} width={width} y={yOf(accuracy)} height={PLOT.bottom - yOf(accuracy)} />
      <rect className="gap" x={x} width={width} y={yOf(high)} height={yOf(low) - yOf(high)} />
    </g>
  )
}

function spoken(bins: Metrics["reliability"]): string {
  const told = bins.map(({ confidence, accuracy }) => t`at ${decimal(confidence, 2)} right ${percent(accuracy)}`)
  return t`Reliability: ${told.join(", ")}`
}
