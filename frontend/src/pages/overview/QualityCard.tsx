/** How good the models became as labels were added. */
import { Link } from "@tanstack/react-router"
import { useMemo } from "react"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { curveOf, LEAST_POINTS, QualityCurve } from "../../ui/QualityCurve"
import { counted, percent } from "../../ui/words"

const HEIGHT_PX = 176

export function QualityCard({ project, models }: { project: Project; models: readonly Model[] }) {
  const points = useMemo(() => curveOf(qualityOf(models)), [models])
  const live = models.find(({ state }) => state === "live")
  const params = { project: String(project.id) }
  return (
    <section className="card ov-card" aria-label="Model quality">
      <div className="row">
        <h2 className="grow">Model quality by labeled clips</h2>
        <Link to="/p/$project/models" params={params} className="s12 b5 ov-link">
          {live ? `${live.name}: ${percent(live.metrics.accuracy)}` : "Models"}
        </Link>
      </div>
      {points.length >= LEAST_POINTS ? (
        <QualityCurve points={points} height={HEIGHT_PX} />
      ) : (
        <p className="t2 ov-none">
          {points[0]
            ? `${percent(points[0].accuracy)} with ${counted(points[0].labeled, "labeled clip")}. The next training shows what more labels bring.`
            : "No model yet. 20 complete clips per class are enough to start."}
        </p>
      )}
    </section>
  )
}

/** Oldest first, so that the newest model of the same labels is the one that counts. */
function qualityOf(models: readonly Model[]) {
  return models
    .filter(({ state }) => state !== "retired")
    .toSorted((a, b) => a.number - b.number)
    .map(({ snapshot, metrics }) => ({ labeled: snapshot.items, accuracy: metrics.accuracy, interval: metrics.accuracy_interval }))
}
