/** What the pages ask the server for about trainings that start by themselves. */
import { queryOptions } from "@tanstack/react-query"
import { get } from "./client"
import type { Person } from "./types"

/** A training that starts at a time, or once so many more clips are labeled. */
export interface Schedule {
  id: number
  entry: string
  regime: string
  classes: number[]
  not_before: string | null
  more: number | null
  /** So many more clips are to be labeled first; null where it starts at a time. */
  missing: number | null
  state: "waiting" | "started" | "refused" | "cancelled"
  /** Why it did not start. */
  why: string
  run_id: number | null
  created_at: string
  created_by: Person | null
}

export const schedulesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "schedules"],
    queryFn: ({ signal }) => get<Schedule[]>(`/projects/${projectId}/schedules`, {}, signal),
  })
