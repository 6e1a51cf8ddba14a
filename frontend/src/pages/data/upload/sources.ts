/** What the server says of files that lie on it, and of how many frames videos come to. */
import { queryOptions } from "@tanstack/react-query"
import { get, post } from "../../../api/client"
import type { components } from "../../../api/schema"
import type { Page } from "../../../api/types"

type Schemas = components["schemas"]
export type Root = Schemas["Root"]
export type ServerFile = Schemas["File"]
export type Below = Schemas["Below"]
export type RatePlan = Schemas["Plan"]

/** A video and how long it is; null where the browser cannot tell. */
export interface Length {
  readonly name: string
  readonly seconds: number | null
}

/** Which files: named ones, or all below a folder. */
export type Chosen = { readonly paths: readonly string[] } | { readonly prefix: string }

export interface Order {
  readonly root: string
  readonly chosen: Chosen
  readonly dataset: number | null
  readonly rate: string
  readonly asFrames: boolean
}

const PAGE = 200

export const rootsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "roots"],
    queryFn: ({ signal }) => get<Root[]>(`/projects/${projectId}/roots`, {}, signal),
    staleTime: 60_000,
  })

export const filesQuery = (projectId: number, root: string, prefix: string) =>
  queryOptions({
    queryKey: ["project", projectId, "roots", root, "files", prefix],
    queryFn: ({ signal }) => get<Page<ServerFile>>(`/projects/${projectId}/roots/${root}/files`, { prefix, limit: PAGE }, signal),
  })

export const belowQuery = (projectId: number, root: string, prefix: string) =>
  queryOptions({
    queryKey: ["project", projectId, "roots", root, "count", prefix],
    queryFn: ({ signal }) => get<Below>(`/projects/${projectId}/roots/${root}/count`, { prefix }, signal),
  })

/** Make clips of files where they lie, in as many turns as it takes; how many clips. */
export async function register(projectId: number, { root, chosen, dataset, rate, asFrames }: Order): Promise<number> {
  const body = { root, ...chosen, dataset: dataset === null ? "" : String(dataset), fps: rate, as: asFrames ? "frames" : "clips" }
  let made = 0
  let after: string | null = ""
  while (after !== null) {
    const answer: Schemas["Registered"] = await post(`/projects/${projectId}/register`, { ...body, after })
    made += answer.items.length
    after = answer.next
  }
  return made
}

/** One rate for all videos whose length is known. */
export function planRate(projectId: number, lengths: readonly Length[], frames: number): Promise<RatePlan> {
  const videos = lengths.flatMap(({ name, seconds }) => (seconds === null ? [] : [{ name, seconds }]))
  return post<RatePlan>(`/projects/${projectId}/plan-rate`, { videos, frames })
}
