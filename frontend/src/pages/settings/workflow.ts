/** What stages do alone, and where a page keeps what it knows of it. */
import { get } from "../../api/client"
import type { components } from "../../api/schema"

export type Workflow = components["schemas"]["Workflow"]
export type StageAlone = components["schemas"]["StageAlone"]

const LOOK_MS = 5_000

export const workflowsQuery = (projectId: number) => ({
  queryKey: ["project", projectId, "workflows"],
  queryFn: () => get<Workflow[]>(`/projects/${projectId}/workflows`),
  refetchInterval: LOOK_MS,
})
