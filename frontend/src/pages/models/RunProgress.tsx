/** How far a run is: its loss so far, the share done, the time left. What it waits for its badge says. */
import { t } from "@lingui/core/macro"
import type { Run } from "../../api/learningTypes"
import { jobState } from "../../ui/jobWords"
import { ProgressBar } from "../../ui/parts"
import { LossCurve } from "./LossCurve"

const SPARK_PX = 40
const CURVE_PX = 220

/** `spark`: small, without axes. */
export function RunProgress({ run, spark = false }: { run: Run; spark?: boolean }) {
  const { progress } = run.job
  const words = jobState(run.job)
  const share = progress.total > 0 ? progress.done / progress.total : 0
  return (
    <div style={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 6, marginTop: 4 }}>
      {run.curve.length > 1 && <LossCurve points={run.curve} height={spark ? SPARK_PX : CURVE_PX} spark={spark} />}
      <ProgressBar share={share} label={run.name} />
      {run.job.state !== "queued" && (
        <div className="md-words s12 t2 num">
          {progress.message !== words && <span>{progress.message}</span>}
          <span>{words || t`Starting`}</span>
        </div>
      )}
    </div>
  )
}
