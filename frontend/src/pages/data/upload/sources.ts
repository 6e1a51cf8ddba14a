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

/** Which files: named ones, all below a folder, or the pictures in one, which become one clip. */
export type Chosen = { readonly paths: readonly string[] } | { readonly prefix: string } | { readonly pictures: string }

export interface Order {
  readonly root: string
  readonly chosen: Chosen
  readonly dataset: number | null
  readonly rate: string
  readonly asFrames: boolean
}

const PAGE = 200
/** How the names of pictures end. */
const PICTURE = /\.(avif|bmp|jpe?g|png|tiff?|webp)$/i

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

/** Whether pictures lie there that could be the frames of one clip. */
export function hasPictures(files: readonly ServerFile[]): boolean {
  return files.filter(({ kind, name }) => kind === "file" && PICTURE.test(name)).length > 1
}

export const belowQuery = (projectId: number, root: string, prefix: string) =>
  queryOptions({
    queryKey: ["project", projectId, "roots", root, "count", prefix],
    queryFn: ({ signal }) => get<Below>(`/projects/${projectId}/roots/${root}/count`, { prefix }, signal),
  })

/** Make clips of files where they lie, in as many turns as it takes; how many clips. */
export async function register(projectId: number, { root, chosen, dataset, rate, asFrames }: Order): Promise<number> {
  const what = "pictures" in chosen ? { prefix: chosen.pictures, as: "pictures" } : { ...chosen, as: asFrames ? "frames" : "clips" }
  const body = { root, ...what, dataset: dataset === null ? "" : String(dataset), fps: rate }
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
