/** What the report of a model asks the server for. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import { get } from "./client"
import type { Comparison, Evaluation, Judgement, Saliency } from "./evaluationTypes"
import type { Page } from "./types"

const SHOWN = 12
const AGAIN_MS = 1_500

/** A report never changes; only who looked at it is counted on. */
const FIXED = { staleTime: Infinity, retry: false } as const

export const evaluationQuery = (projectId: number, modelId: number) =>
  queryOptions({
    ...FIXED,
    queryKey: ["project", projectId, "evaluation", modelId],
    queryFn: ({ signal }) => get<Evaluation>(`/projects/${projectId}/models/${modelId}/evaluation`, {}, signal),
  })

export const comparisonQuery = (projectId: number, modelId: number, other: number) =>
  queryOptions({
    ...FIXED,
    queryKey: ["project", projectId, "evaluation", modelId, "with", other],
    queryFn: ({ signal }) => get<Comparison>(`/projects/${projectId}/models/${modelId}/comparison`, { with: other }, signal),
  })

/** The clips that a model got wrong, or right, the surest first. */
export const judgementsQuery = (projectId: number, modelId: number, right: boolean) =>
  infiniteQueryOptions({
    ...FIXED,
    queryKey: ["project", projectId, "evaluation", modelId, "judgements", right],
    queryFn: ({ signal, pageParam }) =>
      get<Page<Judgement>>(`/projects/${projectId}/models/${modelId}/judgements`, { right, limit: SHOWN, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  })

/** Whether it is known where a model looked; while that is being found it is asked again. */
export const saliencyQuery = (projectId: number, modelId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "models", modelId, "saliency"],
    queryFn: ({ signal }) => get<Saliency>(`/projects/${projectId}/models/${modelId}/saliency`, {}, signal),
    refetchInterval: ({ state: { data } }) => (data?.job && ["queued", "running"].includes(data.job.state) ? AGAIN_MS : false),
  })
