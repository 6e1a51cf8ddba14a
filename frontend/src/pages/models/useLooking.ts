/** Having it found where a model looked, and following that. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { post } from "../../api/client"
import { saliencyQuery } from "../../api/evaluationQueries"
import type { Saliency } from "../../api/evaluationTypes"
import { isActive } from "../../ui/jobWords"
import { sayProblem } from "../../ui/toasts"

export interface Looking {
  readonly state: Saliency | undefined
  /** Whether maps are wanted: they come once they are found. */
  readonly on: boolean
  readonly toggle: () => void
}

export function useLooking(projectId: number, modelId: number): Looking {
  const client = useQueryClient()
  const query = saliencyQuery(projectId, modelId)
  const { data: state } = useQuery(query)
  const [on, setOn] = useState(false)
  const found = (state?.clips ?? 0) > 0
  const begin = useMutation({
    mutationFn: () => post<Saliency>(`/projects/${projectId}/models/${modelId}/saliency`),
    onSuccess: (told) => client.setQueryData(query.queryKey, told),
    onError: (error) => {
      setOn(false)
      sayProblem(error)
    },
  })
  useEffect(() => {
    if (found) void client.invalidateQueries({ queryKey: ["project", projectId, "evaluation", modelId, "judgements"] })
  }, [client, projectId, modelId, found])
  const atWork = begin.isPending || (!!state?.job && isActive(state.job))
  const toggle = () => {
    setOn(!on)
    if (!on && !found && !atWork) begin.mutate()
  }
  return { state, on, toggle }
}
