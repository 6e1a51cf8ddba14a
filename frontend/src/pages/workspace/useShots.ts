/** The shots of the clip on the desk, and looking for them. */
import { t } from "@lingui/core/macro"
import { queryOptions, useMutation, useQuery } from "@tanstack/react-query"
import { useEffect } from "react"
import { get, post } from "../../api/client"
import { sentenceOf } from "../../api/problem"
import type { components } from "../../api/schema"
import type { Editor } from "../../editor-core/editor"
import type { Shots } from "../../editor-core/types"

const pathOf = (projectId: number, itemId: number) => `/projects/${projectId}/items/${itemId}/shots`

export const shotsQuery = (projectId: number, itemId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "workspace", itemId, "shots"],
    queryFn: async ({ signal }): Promise<Shots | null> => {
      const { state, boundaries, keyframes } = await get<components["schemas"]["Shots"]>(pathOf(projectId, itemId), {}, signal)
      return state === "found" ? { boundaries, keyframes } : null
    },
    staleTime: 30_000,
    retry: false,
  })

/** Puts the shots on the editor. Answers how to look for them; null where the person may not. */
export function useShots(editor: Editor): (() => void) | null {
  const { desk, clip } = editor
  const { data } = useQuery({ ...shotsQuery(desk.projectId, clip.id), enabled: desk.writable })
  useEffect(() => editor.set({ shots: data ?? null }), [editor, data])
  const look = useMutation({
    mutationFn: () => post(pathOf(desk.projectId, clip.id)),
    onSuccess: () => editor.say(t`Looking for shots. They show here once they are found`),
    onError: (error) => editor.say(sentenceOf(error)),
  })
  return desk.writable && !look.isPending ? () => look.mutate() : null
}
