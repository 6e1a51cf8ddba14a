/** Curves of the classes in a square from 0 to 1, each in its class's color. */
import type { Point } from "../../api/evaluationTypes"
import type { LabelClass } from "../../api/types"
import { decimal, figure } from "../../ui/words"

const SIZE = { width: 420, height: 232 }
const PLOT = { left: 52, right: 410, top: 8, bottom: 196 }
const TICKS = [0, 0.25, 0.5, 0.75, 1]

const xOf = (share: number) => PLOT.left + share * (PLOT.right - PLOT.left)
const yOf = (share: number) => PLOT.bottom - share * (PLOT.bottom - PLOT.top)

export interface Line {
  readonly labelClass: LabelClass
  readonly points: readonly Point[]
  /** The area below. */
  readonly area: number | null
}

interface CurvesChartProps {
  readonly lines: readonly Line[]
  readonly label: string
  readonly axes: readonly [string, string]
  /** Whether the diagonal is what guessing gives. */
  readonly diagonal: boolean
}

export function CurvesChart({ lines, label, axes: [below, beside], diagonal }: CurvesChartProps) {
  return (
    <svg className="md-chart" viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={spoken(label, lines)}>
      {TICKS.map((tick) => (
        <g key={tick}>
          <line className="g" x1={PLOT.left} x2={PLOT.right} y1={yOf(tick)} y2={yOf(tick)} />
          <text x={PLOT.left - 6} y={yOf(tick) + 4} textAnchor="end">
            {figure(tick)}
          </text>
          <text x={xOf(tick)} y={PLOT.bottom + 16} textAnchor="middle">
            {figure(tick)}
          </text>
        </g>
      ))}
      <text x={xOf(0.5)} y={PLOT.bottom + 31} textAnchor="middle">
        {below}
      </text>
      <text transform={`translate(14 ${yOf(0.5)}) rotate(-90)`} textAnchor="middle">
        {beside}
      </text>
      {diagonal && <line className="diag" x1={xOf(0)} y1={yOf(0)} x2={xOf(1)} y2={yOf(1)} />}
      {lines.map(({ labelClass, points }) => (
        <polyline
          key={labelClass.id}
          className="md-curve"
          style={{ stroke: `var(--class-${((labelClass.color - 1) % 12) + 1})` }}
          points={points.map(([x, y]) => `${xOf(x).toFixed(1)},${yOf(y).toFixed(1)}`).join(" ")}
        />
      ))}
    </svg>
  )
}

function spoken(label: string, lines: readonly Line[]): string {
  const told = lines.flatMap(({ labelClass, area }) => (area === null ? [] : [`${labelClass.name} ${decimal(area, 3)}`]))
  return `${label}: ${told.join(", ")}`
}
