/** A model that was trained elsewhere, and where a page keeps what it knows of them. */
import { get } from "../../api/client"
import type { components } from "../../api/schema"

export type Outside = components["schemas"]["Outside"]

const LOOK_MS = 15_000

export const outsideQuery = (projectId: number) => ({
  queryKey: ["project", projectId, "outside"],
  queryFn: () => get<Outside[]>(`/projects/${projectId}/outside`),
  refetchInterval: LOOK_MS,
})
