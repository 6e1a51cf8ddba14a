/** How accuracy grows with labeled clips, over the models of a project. */
import { plural, t } from "@lingui/core/macro"
import { useMemo } from "react"
import type uPlot from "uplot"
import { type Ink, plainAxis, Plot } from "./Plot"
import { count, percent } from "./words"

export interface Quality {
  readonly labeled: number
  readonly accuracy: number
  readonly interval?: readonly [number, number]
}

/** Fewer points are no curve. */
export const LEAST_POINTS = 2
// More dots than these hide the line.
const MOST_DOTS = 24

/** One point for each number of labeled clips, the newest model's, by that number. */
export function curveOf(models: readonly Quality[]): Quality[] {
  const byLabeled = new Map(models.map((model) => [model.labeled, model]))
  return [...byLabeled.values()].sort((a, b) => a.labeled - b.labeled)
}

interface CurveProps {
  readonly points: readonly Quality[]
  readonly height: number
  /** What it shows, where that is not the models of a project. */
  readonly label?: string
}

export function QualityCurve({ points, height, label }: CurveProps) {
  const data = useMemo((): uPlot.AlignedData => {
    const side = (at: 0 | 1) => points.map(({ interval, accuracy }) => 100 * (interval?.[at] ?? accuracy))
    return [points.map(({ labeled }) => labeled), side(0), side(1), points.map(({ accuracy }) => accuracy * 100)]
  }, [points])
  const last = points.at(-1)
  const words = last
    ? t`Accuracy by labeled clips: ${percent(last.accuracy)} with ${count(last.labeled)} clips, ${plural(points.length, { one: "# model", other: "# models" })}`
    : t`Accuracy by labeled clips`
  return <Plot data={data} height={height} label={label ?? words} build={build} />
}

function build(ink: Ink): Omit<uPlot.Options, "width" | "height"> {
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 20, 0, 0],
    scales: { x: { time: false, range: (_, low, high) => aired(low, high) }, y: { range: (_, low) => [floor(low), 100] } },
    axes: [
      plainAxis(ink, { size: 28, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? count(tick) : "")) }),
      plainAxis(ink, { size: 48, incrs: [5, 10, 20, 25], values: (_, ticks) => ticks.map((tick) => `${tick} %`) }),
    ],
    bands: [{ series: [2, 1], fill: ink.soft }],
    series: [
      {},
      { stroke: "transparent", points: { show: false } },
      { stroke: "transparent", points: { show: false } },
      { stroke: ink.accent, width: 2, points: { show: ({ data }) => data[0].length <= MOST_DOTS, size: 8, width: 2, stroke: ink.accent, fill: ink.panel } },
    ],
  }
}

/** Some room at both ends, so that no point is cut. */
export function aired(low: number, high: number): [number, number] {
  const air = Math.max(1, (high - low) * 0.08)
  return [Math.max(0, low - air), high + air]
}

/** The next ten below the lowest point; never so high that small differences look large. */
function floor(low: number): number {
  return Math.min(80, Math.max(0, Math.floor((low - 2) / 10) * 10))
}
