/** Who is told of what a model sees, and where a page keeps what it knows of it. */
import { get } from "../../api/client"
import type { components } from "../../api/schema"
import type { Page } from "../../api/types"

export type Alert = components["schemas"]["Alert"]
export type AlertEvent = components["schemas"]["Event"]

const LOOK_MS = 15_000

export const alertsQuery = (projectId: number) => ({
  queryKey: ["project", projectId, "alerts"],
  queryFn: () => get<Alert[]>(`/projects/${projectId}/alerts`),
})

export const eventsQuery = (projectId: number, alertId: number) => ({
  queryKey: ["project", projectId, "alerts", alertId],
  queryFn: () => get<Page<AlertEvent>>(`/projects/${projectId}/alerts/${alertId}/events`, { limit: 1 }),
  refetchInterval: LOOK_MS,
})
