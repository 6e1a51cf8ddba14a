/** What the page of feeds asks the server for. */
import { queryOptions } from "@tanstack/react-query"
import { get, type Query } from "./client"
import type { Feed, Feeds } from "./feedTypes"

/** As many as a page shows. */
export const SHOWN = 20

export const feedsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "feeds"],
    queryFn: ({ signal }) => get<Feeds>(`/projects/${projectId}/feeds`, {}, signal),
  })

/** What a page of a feed is asked for by. */
export interface FeedAsk {
  readonly kind: string
  readonly query: Query
  /** The how manieth page of this visit. */
  readonly page: number
}

/** A page of a feed. Nothing that others do moves it: whoever looks at a clip must not decide on another. */
export const feedQuery = (projectId: number, { kind, query, page }: FeedAsk, without: () => readonly number[]) =>
  queryOptions({
    queryKey: ["feed", projectId, kind, query, page],
    queryFn: ({ signal }) => get<Feed>(`/projects/${projectId}/feeds/${kind}`, { ...query, limit: SHOWN, without: without() }, signal),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
