/** What the pages ask the server for about model versions. */
import { queryOptions } from "@tanstack/react-query"
import { get } from "./client"
import type { Job, Person } from "./types"

const AGAIN_MS = 2_000

export type Stage = "draft" | "training" | "ready" | "live" | "retired"

/** A version came into a stage; by itself where nobody put it there. */
export interface StageChange {
  stage: Stage
  at: string
  by: Person | null
  why: string
}

export interface VersionHistory {
  changes: StageChange[]
  /** What a roll-back would bring back. */
  previous: { id: number; name: string } | null
}

export const historyQuery = (projectId: number, modelId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "models", modelId, "history"],
    queryFn: ({ signal }) => get<VersionHistory>(`/projects/${projectId}/models/${modelId}/history`, {}, signal),
  })

/** A form that a version may be had in; without files it is not written yet. */
export interface Package {
  form: string
  name: string
  summary: string
  files: { name: string; sha256: string; bytes: number }[]
  /** The largest between what its file and the network answered, in logits. */
  difference: number | null
  compared: number
  job: Job | null
}

/** While one is being written, how far it is is asked for again. */
export const packagesQuery = (projectId: number, modelId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "models", modelId, "packages"],
    queryFn: ({ signal }) => get<Package[]>(`/projects/${projectId}/models/${modelId}/packages`, {}, signal),
    refetchInterval: ({ state }) => (state.data?.some(({ job, files }) => files.length === 0 && isAtWork(job)) ? AGAIN_MS : false),
  })

/** A part of a card: sentences, and a table where it has one. */
export interface CardSection {
  title: string
  text: string[]
  heads: string[]
  rows: string[][]
}

export const cardQuery = (projectId: number, modelId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "models", modelId, "card"],
    queryFn: ({ signal }) => get<{ title: string; sections: CardSection[] }>(`/projects/${projectId}/models/${modelId}/card`, {}, signal),
  })

function isAtWork(job: Job | null): boolean {
  return job?.state === "queued" || job?.state === "running"
}

/** A network that models may be made of. */
export interface CatalogueEntry {
  key: string
  name: string
  summary: string
  paper: string
  license: string
  parameters: number
  tiny_parameters: number | null
  /** As last measured here; null before that. */
  clips_per_second: number | null
  tiny_clips_per_second: number | null
  frames: number
  size: number
  temporal: boolean
  regimes: string[]
  weights: "none" | "packaged" | "random" | "folder"
  weights_present: boolean
}

export const catalogueQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "catalogue"],
    queryFn: ({ signal }) => get<CatalogueEntry[]>(`/projects/${projectId}/catalogue`, {}, signal),
    staleTime: Infinity,
  })
