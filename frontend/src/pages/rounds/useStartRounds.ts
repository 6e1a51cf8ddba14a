/** Starts rounds. The model is asked about the clips that wait first, and then the round starts by itself. */
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { post } from "../../api/client"
import { roundsQuery } from "../../api/learningQueries"
import type { CheckWhen, Series } from "../../api/learningTypes"

interface Asked {
  readonly model_id: number | null
  readonly check?: CheckWhen
  /** So many rounds; as many as are kept where it is not said. */
  readonly most?: number
}

export function useStartRounds(projectId: number, onStarted?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (asked: Asked) => post<Series>(`/projects/${projectId}/rounds/series`, asked),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: roundsQuery(projectId).queryKey })
      onStarted?.()
    },
  })
}
