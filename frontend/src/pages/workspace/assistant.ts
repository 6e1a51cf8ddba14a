/** Has shapes suggested by a worker: a job for each, waited for by its events. */
import { post } from "../../api/client"
import { finished } from "../../api/finished"
import { sentenceOf } from "../../api/problem"
import type { Job } from "../../api/types"
import type { Assistant } from "../../editor-core/suggestion"
import type { Geometry, Keyframes } from "../../editor-core/types"

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
