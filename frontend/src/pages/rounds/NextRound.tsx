/** Starts the next round from what this one made, in one click. */
import { Trans } from "@lingui/react/macro"
import type { Round } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { sayProblem } from "../../ui/toasts"
import { useStartRounds } from "./useStartRounds"

export function NextRound({ project, round }: { project: Project; round: Round }) {
  const start = useStartRounds(project.id)
  return (
    <button type="button" className="btn sm" disabled={start.isPending} onClick={() => start.mutate({ model_id: round.candidate_id, most: 1 }, { onError: sayProblem })}>
      <Trans>Start round {round.number + 1}</Trans>
    </button>
  )
}
