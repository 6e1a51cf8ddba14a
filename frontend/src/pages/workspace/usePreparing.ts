/** How far a clip is that can be seen already but is not ready. */
import { t } from "@lingui/core/macro"
import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useState } from "react"
import { get } from "../../api/client"
import { subscribe } from "../../api/stream"
import type { Item, Job } from "../../api/types"
import type { Preparation } from "../../editor/around"
import { clipQuery } from "./clip"

/** What to say while the clip is prepared, and when that failed; null once it is ready. Each news loads the clip again. */
export function usePreparing(projectId: number, item: Item | undefined): Preparation | null {
  const client = useQueryClient()
  const [progress, setProgress] = useState<string | null>(null)
  const waiting = item && item.state !== "ready" ? item : null
  const [itemId, jobId] = [waiting?.id, waiting?.job_id]
  useEffect(() => {
    if (itemId === undefined) return undefined
    // A clip that is ready, as nearly all are, needs no words for a job.
    const tell = (job: Job) => void import("../../ui/jobWords").then(({ jobState }) => setProgress(job.state === "succeeded" ? null : jobState(job)), () => undefined)
    const again = () => void client.invalidateQueries(clipQuery(projectId, itemId))
    if (jobId) get<Job>(`/projects/${projectId}/jobs/${jobId}`).then(tell, () => undefined)
    return subscribe(projectId, {
      item: ({ id }) => {
        if (id === itemId) again()
      },
      job: (news) => {
        if (news.id === jobId) tell(news)
      },
      listening: again,
      missed: again,
    })
  }, [client, projectId, itemId, jobId])
  if (!waiting) return null
  if (waiting.error) return { text: waiting.error, failed: true }
  return { text: progress ? t`Preparing: ${progress}` : t`Preparing`, failed: false }
}
