/** What the pages ask of quality. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query"
import { get } from "./client"
import type { Quality, Readiness } from "./qualityTypes"

const FRESH_MS = 60_000

export const qualityQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "quality"],
    queryFn: ({ signal }) => get<Quality>(`/projects/${projectId}/quality`, {}, signal),
    // It is worked out anew each time, and says no more after every single label.
    staleTime: FRESH_MS,
  })

/** What a training of these classes needs; of all that are in use where none is named. */
export const readinessQuery = (projectId: number, classes: readonly number[] = []) =>
  queryOptions({
    queryKey: ["project", projectId, "items", "readiness", classes],
    queryFn: ({ signal }) =>
      get<Readiness>(`/projects/${projectId}/quality/readiness`, classes.length > 0 ? { classes: classes.join(",") } : {}, signal),
    placeholderData: keepPreviousData,
  })
