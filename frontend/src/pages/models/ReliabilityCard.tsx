/** How often predictions of a confidence are right: what lies off the diagonal is red. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { evaluationQuery } from "../../api/evaluationQueries"
import type { Metrics, Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { clipCount, decimal, percent } from "../../ui/words"
import { across, Axes, Diagonal, up } from "./Axes"

const SIZE = { width: 274, height: 222 }
/** Of equal width, the empty ones left out. Twin: annotator/learning/evaluation/calibration.py. */
const BINS = 10
const PLOT = { left: 50, right: 264, top: 8, bottom: 180 }

/** The model's own figures first; with them, before they were scaled, where the report says that. */
export function ReliabilityCard({ project, model }: { project: Project; model: Model }) {
  const [before, setBefore] = useState(false)
  const { data } = useQuery(evaluationQuery(project.id, model.id))
  const unscaled = data?.calibration.before
  const { error, bins: reliability } = before && unscaled ? unscaled : { error: model.metrics.ece, bins: model.metrics.reliability }
  const bins = reliability.filter(({ count }) => count > 0)
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
      <svg className="md-chart" style={{ maxWidth: SIZE.width * 1.25 }} viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={spoken(bins)}>
        <Axes square={PLOT} below={<Trans>How sure it is</Trans>} beside={<Trans>How often it is right</Trans>} />
        {bins.map((bin) => (
          <Bin key={bin.confidence} {...bin} />
        ))}
        <Diagonal square={PLOT} />
      </svg>
      <p className="md-hint t2 s12">
        <Trans>Calibration error <b className="num">{decimal(error, 3)}</b>: how far, on average, the model is from being right as often as it is sure. The gap is red.</Trans>
      </p>
    </div>
  )
}

interface BinProps {
  readonly confidence: number
  readonly accuracy: number
  readonly count: number
}

/** One stands where its bin is, not at its mean confidence, so that none covers another. */
function Bin({ confidence, accuracy, count }: BinProps) {
  const place = Math.min(Math.floor(confidence * BINS), BINS - 1)
  const x = across(PLOT, place / BINS) + 1
  const width = (PLOT.right - PLOT.left) / BINS - 2
  const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)]
  return (
    <g>
      <title>
        <Trans>
          Confidence {decimal(confidence, 2)}, right {percent(accuracy)}, {clipCount(count)}
        </Trans>
      </title>
      <rect className="rb" x={x} width={width} y={up(PLOT, accuracy)} height={PLOT.bottom - up(PLOT, accuracy)} />
      <rect className="gap" x={x} width={width} y={up(PLOT, high)} height={up(PLOT, low) - up(PLOT, high)} />
    </g>
  )
}

function spoken(bins: Metrics["reliability"]): string {
  const told = bins.map(({ confidence, accuracy }) => t`at ${decimal(confidence, 2)} right ${percent(accuracy)}`)
  return t`Reliability: ${told.join(", ")}`
}
