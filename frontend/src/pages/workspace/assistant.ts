/** Has shapes suggested by a worker: a job for each, waited for by its events. */
import { t } from "@lingui/core/macro"
import { get, post } from "../../api/client"
import { sentenceOf } from "../../api/problem"
import { subscribe } from "../../api/stream"
import type { Job } from "../../api/types"
import type { Assistant } from "../../editor-core/suggestion"
import type { Geometry, Keyframes } from "../../editor-core/types"

/** Events may be missed; asking now and then is enough to make up for it. */
const LOOK_MS = 1_000

/** The assistant of one clip. */
export function assistantOf(projectId: number, itemId: number): Assistant {
  const path = `/projects/${projectId}/items/${itemId}`
  const asked = async <Result>(name: string, body: unknown, heard: (share: number) => void, stop: AbortSignal) => {
    try {
      return (await finished(projectId, await post<Job>(`${path}/${name}`, body), heard, stop)) as Result
    } catch (problem) {
      throw new Error(sentenceOf(problem), { cause: problem })
    }
  }
  return {
    track: (following, heard, stop) => asked<{ keyframes: Keyframes; until: number }>("track", following, heard, stop),
    outline: (pointing, heard, stop) => asked<{ shape: Geometry }>("outline", pointing, heard, stop),
  }
}

/** The result of a job once it has ended; cancels it when nobody wants it any more. */
function finished(projectId: number, first: Job, heard: (share: number) => void, stop: AbortSignal): Promise<unknown> {
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
