/** What the server made of the files that arrived: one question for all of them, however many. */
import { t } from "@lingui/core/macro"
import { useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { get } from "../../../api/client"
import type { Item, Page } from "../../../api/types"
import { isAwaited, type Uploads } from "./queue"
import type { UploadDesk } from "./uploads"

/** Clips are prepared in the order in which they came, so that the first ones are told of first. */
const AT_ONCE = 50
const AGAIN_MS = 5_000

interface Told {
  readonly asked: readonly number[]
  readonly items: readonly Item[]
}

/** Hear what becomes of what arrived. Events make the question fresh. */
export function useOutcomes(uploads: Uploads, desk: UploadDesk, projectId: number): void {
  const { data } = useQuery({
    // Not keyed by the clips asked about: each file that arrives would be a question of its own.
    queryKey: ["project", projectId, "items", "arrived"],
    queryFn: ({ signal }) => ask(projectId, awaited(desk.use.getState().uploads), signal),
    enabled: uploads.some(isAwaited),
    refetchInterval: AGAIN_MS,
  })
  useEffect(() => {
    if (data) tell(desk, data)
  }, [data, desk])
}

function awaited(uploads: Uploads): number[] {
  return uploads
    .filter(isAwaited)
    .slice(0, AT_ONCE)
    .map(({ itemId }) => itemId)
}

async function ask(projectId: number, asked: readonly number[], signal: AbortSignal): Promise<Told> {
  if (asked.length === 0) return { asked, items: [] }
  const query = { id: asked.join(","), limit: AT_ONCE }
  return { asked, items: (await get<Page<Item>>(`/projects/${projectId}/items`, query, signal)).results }
}

/** Give the list what was heard. */
export function tell(desk: UploadDesk, { asked, items }: Told): void {
  const found = new Map(items.map((item) => [item.id, item]))
  for (const { id, itemId } of desk.use.getState().uploads.filter(isAwaited)) {
    if (!asked.includes(itemId)) continue
    const item = found.get(itemId)
    // What came in as separate frames went when each of them was there.
    if (!item || item.state === "ready") desk.processed(id, "ready", "")
    else if (item.state === "failed") desk.processed(id, "failed", item.error ?? t`This file could not be read.`)
  }
}
