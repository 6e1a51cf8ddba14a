/** Curves of the classes in a square from 0 to 1, each in its class's color. */
import type { Point } from "../../api/evaluationTypes"
import type { LabelClass } from "../../api/types"
import { decimal } from "../../ui/words"
import { across, Axes, Diagonal, up } from "./Axes"

const SIZE = { width: 420, height: 232 }
const PLOT = { left: 52, right: 410, top: 8, bottom: 196 }

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
    <svg className="md-chart" style={{ maxWidth: SIZE.width * 1.25 }} viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={spoken(label, lines)}>
      <Axes square={PLOT} below={below} beside={beside} />
      {diagonal && <Diagonal square={PLOT} />}
      {lines.map(({ labelClass, points }) => (
        <polyline
          key={labelClass.id}
          className="md-curve"
          style={{ stroke: `var(--class-${((labelClass.color - 1) % 12) + 1})` }}
          points={points.map(([x, y]) => `${across(PLOT, x).toFixed(1)},${up(PLOT, y).toFixed(1)}`).join(" ")}
        />
      ))}
    </svg>
  )
}

function spoken(label: string, lines: readonly Line[]): string {
  const told = lines.flatMap(({ labelClass, area }) => (area === null ? [] : [`${labelClass.name} ${decimal(area, 3)}`]))
  return `${label}: ${told.join(", ")}`
}
