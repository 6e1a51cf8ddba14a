/** Running a model on the clips that nobody labeled, and following it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { withJob } from "../../api/live"
import { post } from "../../api/client"
import type { Model } from "../../api/learningTypes"
import { jobsQuery } from "../../api/queries"
import type { Job, Page } from "../../api/types"
import { sayProblem } from "../../ui/toasts"
import { isActive } from "./runWords"

export interface FollowedPrediction {
  readonly job: Job | null
  readonly busy: boolean
  readonly start: () => void
}

export function usePrediction(projectId: number, model: Model): FollowedPrediction {
  const client = useQueryClient()
  const { data } = useQuery(jobsQuery(projectId))
  const [started, setStarted] = useState<Job | null>(null)
  const begin = useMutation({
    mutationFn: () => post<Job>(`/projects/${projectId}/predictions`, { model_id: model.id }),
    onSuccess: (job) => {
      setStarted(job)
      client.setQueryData<Page<Job>>(jobsQuery(projectId).queryKey, (page) => page && { ...page, results: withJob(page.results, job) })
    },
    onError: sayProblem,
  })
  const jobs = data?.results ?? []
  // After a reload the running one is found by its title, which starts with the model's name.
  const running = jobs.find((job) => job.kind === "predict" && isActive(job) && job.title.startsWith(`${model.name} on `))
  const job = jobs.find(({ id }) => id === started?.id) ?? started ?? running ?? null
  return { job, busy: begin.isPending || isActive(job), start: () => begin.mutate() }
}
