/** Waiting for a job that somebody wants the result of. */
import { t } from "@lingui/core/macro"
import { get, post } from "./client"
import { subscribe } from "./stream"
import type { Job } from "./types"

/** Events may be missed; asking now and then is enough to make up for it. */
const LOOK_MS = 1_000

/** The result of a job once it has ended; cancels it when nobody wants it any more. */
export function finished(projectId: number, first: Job, heard: (share: number) => void, stop: AbortSignal): Promise<unknown> {
  const path = `/projects/${projectId}/jobs/${first.id}`
  return new Promise((resolve, reject: (problem: Error) => void) => {
    const see = (job: Job) => {
      if (job.id !== first.id) return
      const { done, total } = job.progress
      if (total > 0) heard(done / total)
      if (job.state === "succeeded") end(() => resolve(job.result))
      else if (job.state === "failed") end(() => reject(new Error(job.error?.title ?? t`This did not work`)))
      else if (job.state === "cancelled") end(() => reject(new Error(t`Stopped`)))
    }
    const ask = () => void get<Job>(path).then(see, () => undefined)
    // A result may be too large to be told.
    const hear = (job: Job) => (job.id === first.id && job.state === "succeeded" ? ask() : see(job))
    const unsubscribe = subscribe(projectId, { job: hear, missed: ask })
    const timer = setInterval(ask, LOOK_MS)
    const end = (act: () => void) => {
      unsubscribe()
      clearInterval(timer)
      stop.removeEventListener("abort", cancel)
      act()
    }
    const cancel = () => {
      post(`${path}/cancel`).catch(() => undefined)
      end(() => reject(new Error(t`Stopped`)))
    }
    // It may have been stopped before the job had a name.
    if (stop.aborted) cancel()
    else {
      stop.addEventListener("abort", cancel, { once: true })
      see(first)
    }
  })
}
