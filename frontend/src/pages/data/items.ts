/** The clips of the data page: listing them, counting them, changing them. */
import { plural, t } from "@lingui/core/macro"
import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query"
import { get, patch, post } from "../../api/client"
import { ApiProblem } from "../../api/problem"
import type { BulkResult, Facets, Item, Page } from "../../api/types"
import { REDO, say, sayProblem, UNDO } from "../../ui/toasts"
import { clipCount } from "../../ui/words"
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

/** What is asked of the chosen clips. */
export type Asked =
  | { readonly action: "move"; readonly stage: string; readonly reason?: string }
  | { readonly action: "delete" | "restore" }
  | { readonly action: "set-source"; readonly source: string }
  | { readonly action: "set-folder"; readonly folder: string }

/** What is asked, and what the toast says was done. */
interface BulkAction {
  readonly ask: Asked
  readonly done: (clips: string) => string
}

/** Act on the chosen clips at once; where it can be taken back, the toast does that. */
export function useBulk(projectId: number, target: Target) {
  const stale = useStaleItems(projectId)
  const known = useKnown(projectId)
  const path = `/projects/${projectId}/items`
  return useMutation({
    mutationFn: async ({ ask }: BulkAction) => {
      const before = known(target.selection)
      const body = { ...targetBody(target), ...ask }
      return { before, body, ...(await post<BulkResult>(`${path}/bulk`, body)) }
    },
    onSuccess: ({ changed, skipped, batch, before, body }, { ask, done }) => {
      const again = ask.action === "move" ? movesBack : [{ path: "/bulk", body }]
      sayDone(`${done(clipCount(changed))}${stayed(skipped)}`, path, { back: wayBack(ask, batch, target, before), again }, stale)
      stale()
    },
    // A move off the workflow needs a reason: the bar asks for it instead.
    onError: (error, { ask }) => {
      if (!needsReason(error, ask)) sayProblem(error)
    },
  })
}

/** Whether a move was refused only because no arrow of the workflow leads there. */
export function needsReason(error: unknown, ask: Asked): boolean {
  return ask.action === "move" && !ask.reason && error instanceof ApiProblem && error.code === "wrong-stage"
}

/** One request below the project's items. */
interface Request {
  readonly path: string
  readonly body: unknown
}

/** How a bulk action is taken back; nothing where it cannot be, as when not all clips are known. */
export function wayBack(ask: Asked, batch: string | null, { selection }: Target, before: readonly Item[] | null): Request[] {
  if (ask.action === "move") return batch ? [movesBack(batch)] : []
  const ids = [...selection.ids]
  const opposite = { delete: "restore", restore: "delete", "set-source": null, "set-folder": null }[ask.action]
  if (opposite) return selection.all ? [] : [{ path: "/bulk", body: { ids, action: opposite } }]
  const read = ask.action === "set-source" ? "source" : "folder"
  return (before ?? []).length === 0 ? [] : grouped(before ?? [], (item) => item[read]).map(([value, group]) => ({ path: "/bulk", body: { ids: group, action: ask.action, [read]: value } }))
}

function movesBack(batch: string): Request {
  return { path: `/bulk/${batch}/undo`, body: {} }
}

function tagsBack(batch: string): Request {
  return { path: `/tag/${batch}/undo`, body: {} }
}

function stayed(skipped: number): string {
  return skipped > 0 ? `, ${plural(skipped, { one: "# clip stayed", other: "# clips stayed" })}` : ""
}

/** The ids of clips by what they have. */
function grouped<T>(items: readonly Item[], read: (item: Item) => T): [T, number[]][] {
  const groups = new Map<T, number[]>()
  for (const item of items) groups.set(read(item), [...(groups.get(read(item)) ?? []), item.id])
  return [...groups]
}

/** The chosen clips as they are shown now; null where some are not loaded. */
function useKnown(projectId: number) {
  const client = useQueryClient()
  return ({ ids, all }: Selection): readonly Item[] | null => {
    if (all) return null
    const lists = client.getQueriesData<InfiniteData<Page<Item>>>({ queryKey: ["project", projectId, "items", "list"] })
    const loaded = new Map(lists.flatMap(([, data]) => data?.pages.flatMap((page) => page.results) ?? []).map((item) => [item.id, item]))
    const found = [...ids].flatMap((id) => loaded.get(id) ?? [])
    return found.length === ids.size ? found : null
  }
}

/** How something is taken back, and how it is done again then: anew, or by the batch that each way back answers. */
interface Ways {
  readonly back: readonly Request[]
  readonly again: readonly Request[] | ((batch: string) => Request)
}

/** What the server says of a way that was taken. */
type Turned = Partial<Pick<BulkResult, "changed" | "skipped" | "batch">>

/** Say what was done, with the way back; and once that was taken, with the way there again. */
export function sayDone(text: string, path: string, { back, again }: Ways, stale: () => void, isDone = true, left = 0): void {
  const turn = async () => {
    const answers = await Promise.all(back.map((one) => post<Turned>(path + one.path, one.body)))
    stale()
    if (typeof again === "function") {
      const next = answers.flatMap(({ batch, changed }) => (batch && changed !== 0 ? [again(batch)] : []))
      const left = answers.reduce((sum, { skipped }) => sum + (skipped ?? 0), 0)
      sayDone(text, path, { back: next, again }, stale, !isDone, left)
    } else sayDone(text, path, { back: again, again: back }, stale, !isDone)
  }
  say(`${isDone ? text : t`Taken back: ${text}`}${stayed(left)}`, back.length > 0 ? { label: isDone ? UNDO : REDO, run: () => void turn().catch(sayProblem) } : null)
}

/** Give the chosen clips a whole-clip tag where they have none of that class. */
export function useTagging(projectId: number, target: Target) {
  const stale = useStaleItems(projectId)
  const path = `/projects/${projectId}/items`
  return useMutation({
    mutationFn: ({ classId }: { classId: number; name: string }) => post<BulkResult>(`${path}/tag`, { ...targetBody(target), class_id: classId }),
    onSuccess: ({ changed, batch }, { name }) => {
      sayDone(t`${clipCount(changed)} tagged ${name}`, path, { back: changed > 0 ? [tagsBack(batch)] : [], again: tagsBack }, stale)
      stale()
    },
    onError: sayProblem,
  })
}

export function useAssigning(projectId: number, target: Target) {
  const stale = useStaleItems(projectId)
  const known = useKnown(projectId)
  const path = `/projects/${projectId}/items`
  return useMutation({
    mutationFn: async ({ userId }: { userId: number | null; name: string }) => {
      const before = known(target.selection)
      const body = { ...targetBody(target), user_id: userId }
      return { before, body, ...(await post<{ changed: number }>(`${path}/assign`, body)) }
    },
    onSuccess: ({ changed, before, body }, { userId, name }) => {
      const text = userId === null ? t`${clipCount(changed)} given back` : t`${clipCount(changed)} assigned to ${name}`
      const groups = changed === 0 ? [] : grouped(before ?? [], ({ assignee }) => assignee?.id ?? null)
      const back = groups.map(([user_id, ids]) => ({ path: "/assign", body: { ids, user_id } }))
      sayDone(text, path, { back, again: [{ path: "/assign", body }] }, stale)
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
