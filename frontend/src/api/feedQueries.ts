/** What the page of feeds asks the server for. */
import { queryOptions } from "@tanstack/react-query"
import { get, post, request } from "./client"
import type { Feed, Feeds, Verdict } from "./feedTypes"
import { finished } from "./finished"
import type { Job } from "./types"

/** As many as a page shows. */
export const SHOWN = 20

export const feedsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "feeds"],
    queryFn: ({ signal }) => get<Feeds>(`/projects/${projectId}/feeds`, {}, signal),
  })

/** Words ready to be searched by, and how many clips no words can find yet. Waits for the worker that reads them. */
export const wordsQuery = (projectId: number, text: string) =>
  queryOptions({
    queryKey: ["words", projectId, text],
    queryFn: async ({ signal }) => {
      const { job, unread } = await post<{ job: Job | null; unread: number }>(`/projects/${projectId}/words`, { text })
      if (job) await finished(projectId, job, () => undefined, signal)
      return { unread }
    },
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })

export const sameClassQuery = (projectId: number, item: number, other: number) =>
  queryOptions({
    queryKey: ["same-class", projectId, item, other],
    queryFn: ({ signal }) => get<Verdict>(`/projects/${projectId}/items/${item}/verify`, { with: other }, signal),
    retry: false,
  })

/** What a page of a feed is asked for by. */
export interface FeedAsk {
  readonly kind: string
  readonly query: { readonly class?: string | undefined; readonly threshold?: string | undefined; readonly of?: string | undefined; readonly text?: string | undefined }
  /** The how manieth page of this visit. */
  readonly page: number
}

/** A page of a feed. Nothing that others do moves it: whoever looks at a clip must not decide on another. Who `takes` it has its clips for a while. */
export const feedQuery = (projectId: number, { kind, query, page }: FeedAsk, without: () => readonly number[], takes: boolean) =>
  queryOptions({
    queryKey: ["feed", projectId, kind, query, page, takes],
    queryFn: async ({ signal }) => {
      const path = `/projects/${projectId}/feeds/${kind}`
      if (!takes) return get<Feed>(path, { ...query, limit: SHOWN, without: without() }, signal)
      // What is given back just now would be given back after it was taken again.
      await leaving
      return post<Feed>(`${path}/take`, { ...asNumbers(query), limit: SHOWN, without: without() }, signal)
    },
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })

let leaving: Promise<unknown> = Promise.resolve()

/** Give clips back that nobody decided on. It arrives though the page is closed; where it does not, they are free in half an hour. */
export function letGo(projectId: number, ids: readonly number[]): void {
  if (ids.length === 0) return
  leaving = request("POST", `/projects/${projectId}/feeds/release`, { body: { ids }, keepalive: true }).catch(() => undefined)
}

function asNumbers({ class: classId, threshold, of, text }: FeedAsk["query"]) {
  return {
    ...(text === undefined ? {} : { text }),
    ...(classId === undefined ? {} : { class: Number(classId) }),
    ...(threshold === undefined ? {} : { threshold: Number(threshold) }),
    ...(of === undefined ? {} : { of: of.split(",").map(Number) }),
  }
}
