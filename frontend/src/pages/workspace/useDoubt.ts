/** How unsure the model in use is along the clip on the desk. */
import { useQuery } from "@tanstack/react-query"
import { get } from "../../api/client"
import type { components } from "../../api/schema"
import type { Doubt } from "../../editor-core/types"

const NONE: readonly Doubt[] = []

/** Stretches in their order; none where no model looked, or what it said may not be seen yet. */
export function useDoubt(projectId: number, itemId: number): readonly Doubt[] {
  const { data } = useQuery({
    queryKey: ["project", projectId, "workspace", itemId, "doubts"],
    queryFn: ({ signal }) => get<components["schemas"]["Doubt"][]>(`/projects/${projectId}/items/${itemId}/doubts`, {}, signal),
    staleTime: 60_000,
    retry: false,
  })
  return data ?? NONE
}
