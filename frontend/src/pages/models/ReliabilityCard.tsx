/** How often predictions of a confidence are right: what lies off the diagonal is red. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Metrics } from "../../api/learningTypes"
import { clipCount, decimal, percent } from "../../ui/words"

const SIZE = { width: 274, height: 208 }
const PLOT = { left: 34, right: 264, top: 8, bottom: 182 }
const TICKS = [0, 0.25, 0.5, 0.75, 1]

const xOf = (share: number) => PLOT.left + share * (PLOT.right - PLOT.left)
const yOf = (share: number) => PLOT.bottom - share * (PLOT.bottom - PLOT.top)

export function ReliabilityCard({ metrics }: { metrics: Metrics }) {
  const bins = metrics.reliability.filter(({ count }) => count > 0)
  const width = (PLOT.right - PLOT.left) / Math.max(metrics.reliability.length, 10)
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Reliability</Trans></h3>
        <span className="t2 s12"><Trans>gap in red</Trans></span>
      </div>
      <svg className="md-chart" viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={spoken(metrics)}>
        {TICKS.map((tick) => (
          <g key={tick}>
            <line className="g" x1={PLOT.left} x2={PLOT.right} y1={yOf(tick)} y2={yOf(tick)} />
            <text x={PLOT.left - 6} y={yOf(tick) + 4} textAnchor="end">
              {tick}
            </text>
            <text x={xOf(tick)} y={PLOT.bottom + 18} textAnchor="middle">
              {tick}
            </text>
          </g>
        ))}
        {bins.map((bin) => (
          <Bin key={bin.confidence} {...bin} width={width - 2} />
        ))}
        <line className="diag" x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(1)} />
      </svg>
    </div>
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

function spoken({ reliability }: Metrics): string {
  const told = reliability
    .filter(({ count }) => count > 0)
    .map(({ confidence, accuracy }) => t`at ${decimal(confidence, 2)} right ${percent(accuracy)}`)
  return t`Reliability: ${told.join(", ")}`
}
