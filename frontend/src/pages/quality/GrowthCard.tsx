/** What more labels would bring: the measured curve, and 50 and 100 labels further. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useMemo, useState } from "react"
import type uPlot from "uplot"
import type { Gain, Growth } from "../../api/qualityTypes"
import { type Ink, plainAxis, Plot } from "../../ui/Plot"
import { aired } from "../../ui/QualityCurve"
import { count, decimal, percent } from "../../ui/words"
import { columnsOf, inPoints, isUnsure } from "./growth"

const HEIGHT_PX = 208
const SCORES: readonly Growth["score"][] = ["accuracy", "macro_f1"]

export function GrowthCard({ growth }: { growth: readonly Growth[] }) {
  const [score, setScore] = useState<Growth["score"]>("accuracy")
  const shown = growth.find((one) => one.score === score)
  if (!shown) return null
  return (
    <section className="card qy-card" aria-label={t`What more labels would bring`}>
      <div className="row">
        <h2 className="grow"><Trans>What more labels would bring</Trans></h2>
        <span className="seg" role="group" aria-label={t`Score`}>
          {SCORES.map((one) => (
            <button key={one} type="button" className={one === score ? "on" : undefined} aria-pressed={one === score} onClick={() => setScore(one)}>
              {one === "accuracy" ? <Trans>Accuracy</Trans> : <Trans>Macro F1</Trans>}
            </button>
          ))}
        </span>
      </div>
      {shown.points.length > 1 ? <Chart growth={shown} /> : null}
      {shown.refused === "" ? <Gains growth={shown} /> : <p className="t2 qy-none">{refusedWords(shown)}</p>}
      {shown.points.length > 1 && (
        <p className="t3 s12">
          {shown.model_id === null ? (
            <Trans>The points are versions, each on the test clips of its day.</Trans>
          ) : (
            <Trans>Measured by the newest training on shares of its labels, in five orders. The interval knows the luck of which labels came, not of which clips judge.</Trans>
          )}
        </p>
      )}
    </section>
  )
}

function Gains({ growth }: { growth: Growth }) {
  return (
    <>
      <dl className="qy-gains">
        {growth.gains.map((gain) => (
          <div key={gain.more}>
            <dt className="t2"><Trans>{gain.more} more labels</Trans></dt>
            <dd className="num">
              <b>{gainWords(gain)}</b>
              {isUnsure(gain) && <span className="t2 s12"> · <Trans>may be nothing</Trans></span>}
            </dd>
          </div>
        ))}
      </dl>
      {growth.flat && (
        <p className="note" role="status">
          <Trans>The curve is flat: a hundred more labels would hardly change the model. Another model, or clips of another kind, may bring more.</Trans>
        </p>
      )}
    </>
  )
}

function gainWords(gain: Gain): string {
  const [middle, low, high] = inPoints(gain)
  return t`+${decimal(middle, 1)} points (${decimal(low, 1)} to ${decimal(high, 1)})`
}

function refusedWords({ refused, labels }: Growth): string {
  if (refused === "far") return t`${count(labels)} labels are too few to say what 50 more bring: that would reach too far beyond what was measured.`
  return t`Not known yet. A training on 35 labeled clips or so measures it; so do four versions with ever more labels.`
}

function Chart({ growth }: { growth: Growth }) {
  const data = useMemo((): uPlot.AlignedData => columnsOf(growth), [growth])
  const last = growth.points.at(-1)
  const label = last
    ? t`Score by labels, the last point ${percent(last.score)} with ${count(last.labels)} labels; dashed is what is foretold`
    : t`Score by labels`
  return <Plot data={data} height={HEIGHT_PX} label={label} build={build} />
}

function build(ink: Ink): Omit<uPlot.Options, "width" | "height"> {
  const line = { stroke: ink.accent, width: 2, spanGaps: true, points: { show: false } }
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 20, 0, 0],
    scales: { x: { time: false, range: (_, low, high) => aired(low, high) }, y: { range: (_, low, high) => [Math.max(0, Math.floor((low - 2) / 10) * 10), Math.min(100, Math.ceil((high + 2) / 10) * 10)] } },
    axes: [
      plainAxis(ink, { size: 28, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? count(tick) : "")) }),
      plainAxis(ink, { size: 48, incrs: [5, 10, 20, 25], values: (_, ticks) => ticks.map((tick) => `${tick} %`) }),
    ],
    series: [
      {},
      { stroke: ink.accent, paths: () => null, points: { show: true, size: 8, width: 2, stroke: ink.accent, fill: ink.panel } },
      line,
      { ...line, dash: [6, 5] },
    ],
  }
}
