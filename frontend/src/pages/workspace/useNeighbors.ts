/** The labeled clips most like the one on the desk. */
import { useQuery } from "@tanstack/react-query"
import { get } from "../../api/client"
import type { components } from "../../api/schema"
import type { Alike } from "../../editor/around"

const NONE: readonly Alike[] = []

/** The most alike first; none while nothing is known of how this clip looks. */
export function useNeighbors(projectId: number, itemId: number): readonly Alike[] {
  const { data } = useQuery({
    queryKey: ["project", projectId, "workspace", itemId, "alike"],
    queryFn: async ({ signal }) => {
      const found = await get<components["schemas"]["Neighbor"][]>(`/projects/${projectId}/items/${itemId}/neighbors`, {}, signal)
      return found.map(alike)
    },
    staleTime: 60_000,
    retry: false,
  })
  return data ?? NONE
}

function alike({ item, similarity }: components["schemas"]["Neighbor"]): Alike {
  const whole = item.tags.filter((tag) => tag.source !== "model")
  return { id: item.id, name: item.name, poster: item.media?.poster ?? null, similarity, classes: [...new Set(whole.map(({ class_id }) => class_id))] }
}
