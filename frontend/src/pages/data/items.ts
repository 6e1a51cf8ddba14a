/** The clips of the data page: listing them, counting them, changing them. */
import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query"
import { get, patch, post } from "../../api/client"
import type { BulkResult, Facets, Item, Page } from "../../api/types"
import { say, sayProblem } from "../../ui/toasts"
import { counted } from "../../ui/words"
import { bulkFilter, type Filter, filterOf, type DataSearch } from "./filters"
import type { Selection } from "./selection"

const PAGE = 200

export const itemsQuery = (projectId: number, search: DataSearch) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "items", "list", filterOf(search), search.sort ?? "newest"],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Item>>(
        `/projects/${projectId}/items`,
        { ...filterOf(search), sort: search.sort ?? "newest", limit: PAGE, cursor: pageParam },
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

export const facetsQuery = (projectId: number, filter: Filter) =>
  queryOptions({
    queryKey: ["project", projectId, "items", "facets", filter],
    queryFn: ({ signal }) => get<Facets>(`/projects/${projectId}/items/facets`, { ...filter }, signal),
    placeholderData: keepPreviousData,
  })

/** Which clips a bulk action is for. */
export interface Target {
  readonly selection: Selection
  readonly filter: Filter
}

/** The chosen clips as the server takes them. */
export function targetBody({ selection, filter }: Target): { ids: number[] } | { filter: Record<string, unknown> } {
  return selection.all ? { filter: bulkFilter(filter) } : { ids: [...selection.ids] }
}

type Asked =
  | { readonly action: "move"; readonly stage: string }
  | { readonly action: "delete" }
  | { readonly action: "set-source"; readonly source: string }

/** What is asked, and what the toast says was done. */
interface BulkAction {
  readonly ask: Asked
  readonly done: string
}

/** Act on the chosen clips at once; where it can be taken back, the toast does that. */
export function useBulk(projectId: number, target: Target) {
  const stale = useStaleItems(projectId)
  const path = `/projects/${projectId}/items/bulk`
  return useMutation({
    mutationFn: ({ ask }: BulkAction) => post<BulkResult>(path, { ...targetBody(target), ...ask }),
    onSuccess: ({ changed, skipped, batch }, { ask, done }) => {
      const left = skipped > 0 ? `, ${counted(skipped, "clip")} stayed` : ""
      const way = wayBack(ask, batch, target)
      const undo = () => void post(path + (way?.path ?? ""), way?.body).then(stale).catch(sayProblem)
      say(`${counted(changed, "clip")} ${done}${left}`, way && { label: "Undo", run: undo })
      stale()
    },
    onError: sayProblem,
  })
}

/** How a bulk action is taken back. What was deleted by a filter is restored from the trash instead. */
export function wayBack({ action }: Asked, batch: string | null, { selection }: Target) {
  if (action === "move" && batch) return { path: `/${batch}/undo`, body: {} }
  if (action === "delete" && !selection.all) return { path: "", body: { ids: [...selection.ids], action: "restore" } }
  return null
}

/** Give the chosen clips a whole-clip tag where they have none of that class. */
export function useTagging(projectId: number, target: Target) {
  const stale = useStaleItems(projectId)
  return useMutation({
    mutationFn: ({ classId }: { classId: number; name: string }) =>
      post<{ changed: number }>(`/projects/${projectId}/items/tag`, { ...targetBody(target), class_id: classId }),
    onSuccess: ({ changed }, { name }) => {
      say(`${counted(changed, "clip")} tagged ${name}`)
      stale()
    },
    onError: sayProblem,
  })
}

export function useAssigning(projectId: number, target: Target) {
  const stale = useStaleItems(projectId)
  return useMutation({
    mutationFn: ({ userId }: { userId: number | null; name: string }) =>
      post<{ changed: number }>(`/projects/${projectId}/items/assign`, { ...targetBody(target), user_id: userId }),
    onSuccess: ({ changed }, { userId, name }) => {
      say(userId === null ? `${counted(changed, "clip")} given back` : `${counted(changed, "clip")} assigned to ${name}`)
      stale()
    },
    onError: sayProblem,
  })
}

/** Change the recording that one clip was cut from; shown at once, taken back if refused. */
export function useSource(projectId: number) {
  const client = useQueryClient()
  const key = ["project", projectId, "items", "list"]
  return useMutation({
    mutationFn: ({ id, source }: { id: number; source: string }) => patch<Item>(`/projects/${projectId}/items/${id}`, { source }),
    onMutate: ({ id, source }) => {
      client.setQueriesData<InfiniteData<Page<Item>>>({ queryKey: key }, (data) => data && withItem(data, id, { source }))
    },
    onError: sayProblem,
    onSettled: () => void client.invalidateQueries({ queryKey: ["project", projectId, "items"] }),
  })
}

function withItem(data: InfiniteData<Page<Item>>, id: number, change: Partial<Item>): InfiniteData<Page<Item>> {
  const pages = data.pages.map((page) => ({
    ...page,
    results: page.results.map((item) => (item.id === id ? { ...item, ...change } : item)),
  }))
  return { ...data, pages }
}

function useStaleItems(projectId: number): () => void {
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: ["project", projectId, "items"] })
    void client.invalidateQueries({ queryKey: ["project", projectId, "datasets"] })
  }
}
