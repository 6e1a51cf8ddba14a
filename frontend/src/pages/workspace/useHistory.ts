/** The edits of the clip on the desk, newest first, page by page, while somebody looks at them. */
import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useMemo } from "react"
import { useStore } from "zustand"
import { get } from "../../api/client"
import type { LoggedEdit, Page } from "../../api/types"
import type { PastPages } from "../../editor/around"
import type { Editor } from "../../editor-core/editor"

const PAGE = 30

const historyQuery = (projectId: number, itemId: number) =>
  infiniteQueryOptions({
    queryKey: ["project", projectId, "workspace", itemId, "edits"],
    queryFn: ({ pageParam, signal }) =>
      get<Page<LoggedEdit>>(`/projects/${projectId}/items/${itemId}/edits`, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  })

export function useHistory({ desk, clip, store, view }: Editor): PastPages {
  const client = useQueryClient()
  const asked = useStore(view, ({ tab }) => tab === "clip")
  const query = historyQuery(desk.projectId, clip.id)
  const { data, isLoading, hasNextPage, fetchNextPage } = useInfiniteQuery({ ...query, enabled: asked })
  useEffect(() => {
    if (!asked) return undefined
    let known = store.revision
    return store.subscribe(() => {
      if (store.revision === known) return
      known = store.revision
      void client.invalidateQueries(historyQuery(desk.projectId, clip.id))
    })
  }, [asked, client, store, desk, clip])
  const edits = useMemo(() => (data?.pages ?? []).flatMap(({ results }) => results.map(pastOf)), [data])
  return { edits, loading: isLoading, more: hasNextPage ? () => void fetchNextPage() : null }
}

function pastOf({ revision, author, created_at, changes }: LoggedEdit) {
  return { revision, author: author?.name ?? null, at: created_at, changes }
}
