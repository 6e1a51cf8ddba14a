/** How good the models became as labels were added. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import { useMemo } from "react"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { curveOf, LEAST_POINTS, QualityCurve } from "../../ui/QualityCurve"
import { percent } from "../../ui/words"

const HEIGHT_PX = 176

export function QualityCard({ project, models }: { project: Project; models: readonly Model[] }) {
  const points = useMemo(() => curveOf(qualityOf(models)), [models])
  const live = models.find(({ state }) => state === "live")
  const params = { project: String(project.id) }
  return (
    <section className="card ov-card" aria-label={t`Model quality`}>
      <div className="row">
        <h2 className="grow"><Trans>Model quality by labeled clips</Trans></h2>
        <Link to="/p/$project/models" params={params} className="s12 b5 ov-link">
          {live && live.metrics.n > 0 ? `${live.name}: ${percent(live.metrics.accuracy)}` : t`Models`}
        </Link>
      </div>
      {points.length >= LEAST_POINTS ? (
        <QualityCurve points={points} height={HEIGHT_PX} />
      ) : (
        <p className="t2 ov-none">
          {points[0]
            ? t`${percent(points[0].accuracy)} with ${plural(points[0].labeled, { one: "# labeled clip", other: "# labeled clips" })}. The next training shows what more labels bring.`
            : t`No model yet. 20 clips per class are enough to start.`}
        </p>
      )}
    </section>
  )
}

/** Oldest first, so that the newest model of the same labels is the one that counts. */
function qualityOf(models: readonly Model[]) {
  return models
    .filter(({ state, metrics }) => state !== "retired" && metrics.n > 0)
    .toSorted((a, b) => a.number - b.number)
    .map(({ snapshot, metrics }) => ({ labeled: snapshot.items, accuracy: metrics.accuracy, interval: metrics.accuracy_interval }))
}
