/** Accuracy by labeled clips: what more labels brought. */
import { Trans } from "@lingui/react/macro"
import { useMemo } from "react"
import type { Model } from "../../api/learningTypes"
import { curveOf, LEAST_POINTS, QualityCurve } from "../../ui/QualityCurve"
import { count, percent } from "../../ui/words"

const HEIGHT_PX = 208

export function AccuracyCard({ model, models }: { model: Model; models: readonly Model[] }) {
  const points = useMemo(() => curveOf(qualityOf(models)), [models])
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Accuracy by labeled clips</Trans></h3>
        <span className="row t2 s12" style={{ gap: 6 }}>
          <span className="md-band" aria-hidden /> <Trans>95 % interval</Trans>
        </span>
      </div>
      {points.length >= LEAST_POINTS ? (
        <div style={{ padding: "0 6px 8px" }}>
          <QualityCurve points={points} height={HEIGHT_PX} />
        </div>
      ) : (
        <div className="md-onepoint" style={{ height: HEIGHT_PX }}>
          <p>
            <Trans><b className="num">{percent(model.metrics.accuracy)}</b> with {count(model.snapshot.items)} labeled clips</Trans>
          </p>
          <p className="t2"><Trans>Label more and train again: the curve shows what the labels brought.</Trans></p>
        </div>
      )}
    </div>
  )
}

/** Oldest first, so that the newest model of the same labels is the one that counts. */
function qualityOf(models: readonly Model[]) {
  return models
    .filter(({ state, metrics }) => state !== "retired" && metrics.n > 0)
    .toSorted((a, b) => a.number - b.number)
    .map(({ snapshot, metrics }) => ({
      labeled: snapshot.items,
      accuracy: metrics.accuracy,
      interval: metrics.accuracy_interval,
    }))
}
