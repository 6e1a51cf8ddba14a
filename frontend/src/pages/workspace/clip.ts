/** What the workspace asks the server for about one clip. */
import { queryOptions } from "@tanstack/react-query"
import { get } from "../../api/client"
import { ApiProblem } from "../../api/problem"
import type { Annotations, Comment, FrameMap, Item, Suggestion } from "../../api/types"

export interface Loaded {
  readonly item: Item
  readonly map: FrameMap
  readonly annotations: Annotations
}

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

/** A clip with its labels and its frame map, all that opening it needs. */
export const clipQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "workspace", itemId],
    queryFn: async ({ signal }): Promise<Loaded> => {
      const path = `/projects/${projectId}/items/${itemId}`
      const [item, map, annotations] = await Promise.all([
        get<Item>(path, {}, signal),
        get<FrameMap>(`${path}/map`, {}, signal).catch(absent),
        get<Annotations>(`${path}/annotations`, {}, signal),
      ])
      return { item, map: map ?? sketchOf(item), annotations }
    },
    // Once it is on the desk, events keep it up to date.
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  })

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
    queryFn: ({ signal }) => get<Suggestion[]>(`/projects/${projectId}/items/${itemId}/suggestions`, {}, signal),
  })
