/** How the loss fell while a version was trained, by steps. */
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { runQuery } from "../../api/learningQueries"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { LossCurve } from "./LossCurve"

const HEIGHT_PX = 180

/** Nothing for heads, which are fitted at once. */
export function CurveCard({ project, runId }: { project: Project; runId: number }) {
  const told = useQuery(runQuery(project.id, runId))
  if (told.isLoadingError) return <ProblemNote error={told.error} />
  const points = told.data?.curve ?? []
  if (points.length < 2) return null
  return (
    <div className="card md-pad">
      <h3><Trans>Loss</Trans></h3>
      <p className="t2 s12"><Trans>By steps. Dashed: on the clips set apart for tuning.</Trans></p>
      <LossCurve points={points} height={HEIGHT_PX} spark={false} />
    </div>
  )
}
