/** What the report of a model asks the server for. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import { get } from "./client"
import type { Comparison, Evaluation, Judgement } from "./evaluationTypes"
import type { Page } from "./types"

const SHOWN = 12

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
