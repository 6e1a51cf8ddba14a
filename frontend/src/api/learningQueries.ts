/** What the pages of learning, review and export ask the server for. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query"
import { get, getAll, post } from "./client"
import type { ItemChanges, Model, Regime, Release, ReviewEntry, Round, Run, Series, Split, TrainOption, Use, ZooEntry } from "./learningTypes"
import type { Comment, Facets, Item, Page } from "./types"

const LIST = { limit: 200 }
/** All rows of a list as its only page. */
const whole = <T>(results: T[]): Page<T> => ({ results, next: null })

export const runsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "runs"],
    queryFn: async ({ signal }) => whole(await getAll<Run>(`/projects/${projectId}/runs`, signal)),
  })

/** One run with its curve, which lists leave out once it has ended. */
export const runQuery = (projectId: number, runId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "runs", runId],
    queryFn: ({ signal }) => get<Run>(`/projects/${projectId}/runs/${runId}`, {}, signal),
  })

export const modelsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "models"],
    queryFn: async ({ signal }) => whole(await getAll<Model>(`/projects/${projectId}/models`, signal)),
  })

/** One version with the trials of its search, which lists leave out. */
export const modelQuery = (projectId: number, modelId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "models", modelId],
    queryFn: ({ signal }) => get<Model>(`/projects/${projectId}/models/${modelId}`, {}, signal),
  })

export const roundsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "rounds"],
    queryFn: async ({ signal }) => whole(await getAll<Round>(`/projects/${projectId}/rounds`, signal)),
  })

export const seriesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "rounds", "series"],
    queryFn: ({ signal }) => get<Page<Series>>(`/projects/${projectId}/rounds/series`, { limit: 1 }, signal),
  })

export const zooQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "zoo"],
    queryFn: ({ signal }) => get<ZooEntry[]>(`/projects/${projectId}/zoo`, {}, signal),
    staleTime: Infinity,
  })

export const regimesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "zoo", "regimes"],
    queryFn: ({ signal }) => get<Regime[]>(`/projects/${projectId}/zoo/regimes`, {}, signal),
    staleTime: Infinity,
  })

export const usesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "zoo", "uses"],
    queryFn: ({ signal }) => get<Use[]>(`/projects/${projectId}/zoo/uses`, {}, signal),
    staleTime: Infinity,
  })

/** What a training of this kind may set. */
export const optionsQuery = (projectId: number, way: { entry: string; regime: string; preset: string }) =>
  queryOptions({
    queryKey: ["project", projectId, "zoo", "options", way],
    queryFn: ({ signal }) => get<TrainOption[]>(`/projects/${projectId}/zoo/options`, way, signal),
    staleTime: Infinity,
  })

/** What somebody is about to train. */
export interface Training {
  readonly classes: readonly number[]
  readonly entry: string
  readonly regime: string
  readonly seed: number
  readonly follow_shots: boolean
  readonly options: Readonly<Record<string, unknown>>
  readonly teacher: number | null
  readonly start: number | null
  readonly search: { readonly trials: number; readonly minutes: number } | null
}

export const previewQuery = (projectId: number, training: Training, isWhole: boolean) =>
  queryOptions({
    queryKey: ["project", projectId, "items", "split", training],
    queryFn: ({ signal }) => post<Split>(`/projects/${projectId}/runs/preview`, training, signal),
    enabled: isWhole && training.classes.length > 0 && training.entry !== "",
    // A refusal is the answer, not a mishap.
    retry: false,
    placeholderData: keepPreviousData,
  })

/** How many clips there are, how many people labeled, in all and by class, and how many are complete. */
export const labeledQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "items", "labeled"],
    queryFn: async ({ signal }) => {
      const path = `/projects/${projectId}/items/facets`
      const [labeled, all, complete] = await Promise.all([
        get<Facets>(path, { label: "human,import" }, signal),
        get<Facets>(path, {}, signal),
        // What models learn from once there is any; before, they learn from all that people labeled.
        get<Facets>(path, { label: "human,import", stage: "complete" }, signal),
      ])
      const done = all.stages.complete ?? 0
      const teaching = done > 0 ? complete : labeled
      return { byClass: teaching.tags, teaching: done || labeled.total, labeled: labeled.total, total: all.total, complete: done }
    },
  })

/** A cell of a confusion matrix. */
export interface Cell {
  readonly model: number
  readonly truth: number
  readonly predicted: number
}

export const cellQuery = (projectId: number, { model, truth, predicted }: Cell) =>
  queryOptions({
    queryKey: ["project", projectId, "items", "cell", model, truth, predicted],
    queryFn: ({ signal }) =>
      get<Page<Item>>(`/projects/${projectId}/models/${model}/cells`, { truth, predicted, limit: 4 }, signal),
    placeholderData: keepPreviousData,
  })

export const releasesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "releases"],
    queryFn: ({ signal }) => get<Page<Release>>(`/projects/${projectId}/releases`, LIST, signal),
  })

export const reviewQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "review"],
    queryFn: ({ signal }) => get<Page<ReviewEntry>>(`/projects/${projectId}/review`, LIST, signal),
  })

export const changesQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "review", itemId, "changes"],
    queryFn: ({ signal }) => get<ItemChanges>(`/projects/${projectId}/items/${itemId}/changes`, {}, signal),
  })

export const remarksQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "comments", String(itemId)],
    queryFn: ({ signal }) => get<Comment[]>(`/projects/${projectId}/items/${itemId}/comments`, {}, signal),
  })
