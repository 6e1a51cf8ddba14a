/** Starts the next round from what this one made, in one click. */
import { Trans } from "@lingui/react/macro"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { post } from "../../api/client"
import { roundsQuery } from "../../api/learningQueries"
import type { Round, Series } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { sayProblem } from "../../ui/toasts"

export function NextRound({ project, round }: { project: Project; round: Round }) {
  const client = useQueryClient()
  const start = useMutation({
    // Its model is asked about the clips that wait first, and then the round starts by itself.
    mutationFn: () => post<Series>(`/projects/${project.id}/rounds/series`, { model_id: round.candidate_id, most: 1 }),
    onSuccess: () => client.invalidateQueries({ queryKey: roundsQuery(project.id).queryKey }),
    onError: sayProblem,
  })
  return (
    <button type="button" className="btn sm" disabled={start.isPending} onClick={() => start.mutate()}>
      <Trans>Start round {round.number + 1}</Trans>
    </button>
  )
}
