/** Keeps what a page shows of a project in step with the project's events. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { jobsQuery } from "./queries"
import { type Handlers, subscribe } from "./stream"
import type { Job, Page } from "./types"

const ITEMS_WAIT_MS = 400

/** Listen to a project while a component shows it. */
export function useLive(projectId: number): void {
  const client = useQueryClient()
  useEffect(() => keepLive(client, projectId), [client, projectId])
}

/** Listen to a project. Returns how to stop. */
export function keepLive(client: QueryClient, projectId: number): () => void {
  return subscribe(projectId, handlersFor(client, projectId))
}

/** The jobs with this one in its newest state, newest first. */
export function withJob(jobs: readonly Job[], job: Job): Job[] {
  const known = jobs.some(({ id }) => id === job.id)
  return known ? jobs.map((other) => (other.id === job.id ? job : other)) : [job, ...jobs]
}

function handlersFor(client: QueryClient, projectId: number): Handlers {
  const stale = (...key: string[]) => void client.invalidateQueries({ queryKey: ["project", projectId, ...key] })
  // Of rounds it is told how many of their clips people have checked.
  const items = gathered(() => ["items", "datasets", "overview", "review", "suggestions", "rounds"].forEach((key) => stale(key)))
  return {
    job: (job) => {
      client.setQueryData<Page<Job>>(jobsQuery(projectId).queryKey, (page) =>
        page ? { ...page, results: withJob(page.results, job) } : page,
      )
      // That a clip could not be prepared is told by its job alone.
      if (job.subject?.type === "item" && job.state === "failed") items()
      if (job.subject?.type === "run") stale("runs")
      if (job.subject?.type === "round" || job.subject?.type === "prediction") stale("rounds")
      if (job.subject?.type === "outside") stale("outside")
      if (job.subject?.type === "turn") stale("workflows")
    },
    item: items,
    items: items,
    edit: items,
    reload: items,
    comment: ({ item_id }) => stale("comments", String(item_id)),
    model: () => {
      stale("models")
      stale("quality")
      stale("runs")
    },
    round: () => stale("rounds"),
    schedule: () => stale("schedules"),
    project: () => {
      stale()
      void client.invalidateQueries({ queryKey: ["projects"] })
    },
    // What was read before may have been changed by somebody who was not heard yet.
    listening: () => stale(),
    missed: () => stale(),
  }
}

/** One call for many that come close together: a bulk move of 500 clips lists them once. */
function gathered(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  return () => {
    timer ??= setTimeout(() => {
      timer = null
      act()
    }, ITEMS_WAIT_MS)
  }
}
