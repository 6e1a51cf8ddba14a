/** How sure a label of each class had to be, how many were, and how right they are thought to be. */
import type { Round } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { count, percent } from "../../ui/words"

type Gate = Round["thresholds"][number]

export function Gates({ project, round }: { project: Project; round: Round }) {
  return (
    <table className="figures">
      <caption className="hidden-text">Round {round.number} by class</caption>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <th scope="col">Threshold</th>
          <th scope="col">Added</th>
          <th scope="col">Estimated precision</th>
        </tr>
      </thead>
      <tbody>
        {round.thresholds.map((gate) => {
          const labelClass = project.classes.find(({ id }) => id === gate.class_id)
          return (
            <tr key={gate.class_id}>
              <th scope="row">
                <span className="row">
                  <ClassSwatch slot={labelClass?.color ?? 11} />
                  {labelClass?.name ?? "Deleted class"}
                </span>
              </th>
              <td className="num">{gate.threshold === null ? <Shut /> : gate.threshold.toFixed(2)}</td>
              <td className="num b6">{count(gate.accepted)}</td>
              <td className="num">{precision(gate)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** No confidence of the class was right often enough. */
function Shut() {
  return (
    <span className="t3" title="At no confidence was this class right often enough, so none is taken">
      none sure enough
    </span>
  )
}

function precision({ precision: value, interval }: Gate): string {
  if (value === null) return "n/a"
  const [low, high] = interval ?? []
  return low === undefined || high === undefined ? percent(value) : `${percent(value)} (${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)})`
}
