/** What the workspace asks the server for about one clip. */
import { type QueryClient, queryOptions } from "@tanstack/react-query"
import { get, getAll } from "../../api/client"
import { ApiProblem } from "../../api/problem"
import type { Annotations, Comment, FrameMap, Item, Suggestion } from "../../api/types"

/** A clip and its frames. */
export interface Footage {
  readonly item: Item
  readonly map: FrameMap
}

/** Once it is on the desk, events keep it up to date. */
const KEPT = { staleTime: 30_000, refetchOnWindowFocus: false } as const

/** The map of a clip that is not ready: every frame as long as the others, until the times are known. */
function sketchOf({ preview }: Item): FrameMap {
  const { frames, rate } = preview ?? { frames: 0, rate: { numerator: 1, denominator: 1 } }
  const seconds = Array.from({ length: frames }, (_, frame) => (frame * rate.denominator) / rate.numerator)
  return { frames, rate, seconds, source_frames: [...seconds.keys()] }
}

/** A refusal means that there is no map yet; anything else is a problem. */
function absent(problem: unknown): null {
  if (problem instanceof ApiProblem && problem.status < 500) return null
  throw problem
}

/** A clip with its frame map, all that showing it needs. */
export const clipQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "workspace", itemId],
    queryFn: async ({ signal }): Promise<Footage> => {
      const path = `/projects/${projectId}/items/${itemId}`
      const [item, map] = await Promise.all([get<Item>(path, {}, signal), get<FrameMap>(`${path}/map`, {}, signal).catch(absent)])
      return { item, map: map ?? sketchOf(item) }
    },
    ...KEPT,
  })

/** All labels of a clip, of which there may be many: it is shown before they are here. */
export const labelsQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "workspace", itemId, "labels"],
    queryFn: ({ signal }) => get<Annotations>(`/projects/${projectId}/items/${itemId}/annotations`, {}, signal),
    ...KEPT,
  })

/** Ask for a clip and its labels before there is anything to show them. */
export function askAhead(client: QueryClient, projectId: number, itemId: number): void {
  // What goes wrong is told where they are shown.
  client.query(clipQuery(projectId, itemId)).catch(() => undefined)
  client.query(labelsQuery(projectId, itemId)).catch(() => undefined)
}

export const itemQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "workspace", itemId, "item"],
    queryFn: ({ signal }) => get<Item>(`/projects/${projectId}/items/${itemId}`, {}, signal),
  })

export const commentsQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "workspace", itemId, "comments"],
    queryFn: ({ signal }) => get<Comment[]>(`/projects/${projectId}/items/${itemId}/comments`, {}, signal),
  })

/** Edits of the clip that came too late to be applied. */
export const suggestionsQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "suggestions", String(itemId)],
    queryFn: ({ signal }) => getAll<Suggestion>(`/projects/${projectId}/items/${itemId}/suggestions`, signal),
  })
