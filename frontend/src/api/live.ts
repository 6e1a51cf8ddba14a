/** Keeps what a page shows of a project in step with the project's events. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { jobsQuery } from "./queries"
import { type Handlers, subscribe } from "./stream"
import type { Job, Page } from "./types"

const ITEMS_WAIT_MS = 400
const PATIENCE_MS = 5_000
const OF_ITEMS = ["items", "datasets", "overview", "review", "suggestions", "rounds"]

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
  const renew = (...key: string[]) => client.invalidateQueries({ queryKey: ["project", projectId, ...key] })
  const stale = (...key: string[]) => void renew(...key)
  // Of rounds it is told how many of their clips people have checked.
  const items = gathered(() => Promise.all(OF_ITEMS.map((key) => renew(key))))
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

/**
 * One call for many that come close together: a bulk move of 500 clips lists them once. The next call
 * waits for the last one's end, so that a thousand clips that become ready ask a slow server for no
 * more than it can answer.
 */
function gathered(act: () => Promise<unknown>): () => void {
  let isComing = false
  let last: Promise<unknown> = Promise.resolve()
  const go = () => {
    isComing = false
    // What hangs must not keep a page as it is.
    last = Promise.race([act(), pause(PATIENCE_MS)])
  }
  return () => {
    if (isComing) return
    isComing = true
    void last.then(() => pause(ITEMS_WAIT_MS)).then(go)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
