/** The loss of a training as it falls. */
import { t } from "@lingui/core/macro"
import { useMemo } from "react"
import type uPlot from "uplot"
import type { CurvePoint } from "../../api/learningTypes"
import { type Ink, plainAxis, Plot } from "../../ui/Plot"
import { decimal } from "../../ui/words"

interface LossCurveProps {
  readonly points: readonly CurvePoint[]
  readonly height: number
  readonly spark: boolean
}

export function LossCurve({ points, height, spark }: LossCurveProps) {
  const trial = points.at(-1)?.trial
  const data = useMemo((): uPlot.AlignedData => {
    // Of a search only the trial at work: each begins anew.
    const own = points.filter((point) => point.trial === trial)
    // The last step of an epoch is told again, with the mean of the epoch: that is no step back.
    const losses = own.map(({ step, loss }, at) => (own[at - 1]?.step === step ? null : (loss ?? null)))
    return [own.map(({ step }) => step), losses, own.map(({ val_loss }) => val_loss ?? null)]
  }, [points, trial])
  const last = points.findLast(({ loss }) => loss !== undefined)?.loss
  const told = last === undefined ? t`Loss` : t`Loss, now ${decimal(last, 3)}, after ${data[0].length} steps`
  const label = trial === undefined ? told : t`Trial ${trial}: ${told}`
  return <Plot data={data} height={height} label={label} build={spark ? buildSpark : buildCurve} />
}

const FIXED = { legend: { show: false }, cursor: { show: false } } as const

function buildSpark(ink: Ink): Omit<uPlot.Options, "width" | "height"> {
  return {
    ...FIXED,
    padding: [4, 2, 4, 2],
    scales: { x: { time: false } },
    axes: [{ show: false }, { show: false }],
    series: [{}, lineOf(ink), { show: false }],
  }
}

function buildCurve(ink: Ink): Omit<uPlot.Options, "width" | "height"> {
  return {
    ...FIXED,
    padding: [8, 12, 0, 0],
    scales: { x: { time: false } },
    axes: [plainAxis(ink, { size: 28, grid: { show: false } }), plainAxis(ink, { size: 44 })],
    series: [{}, lineOf(ink), { stroke: ink.text, width: 1.5, dash: [4, 4], points: { show: false }, spanGaps: true }],
  }
}

function lineOf(ink: Ink): uPlot.Series {
  return { stroke: ink.accent, width: 1.5, points: { show: false }, spanGaps: true }
}
