/** Work on a clip that came too late, and deciding what becomes of it. */
import { t } from "@lingui/core/macro"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { post } from "../../api/client"
import { ApiProblem, sentenceOf } from "../../api/problem"
import type { Around } from "../../editor/around"
import type { Decision } from "../../editor/SuggestionList"
import type { Editor } from "../../editor-core/editor"
import type { Applied } from "../../editor-core/types"
import { suggestionsQuery } from "./clip"

export function useSuggestions(projectId: number, itemId: number) {
  const client = useQueryClient()
  const query = suggestionsQuery(projectId, itemId)
  const { data } = useQuery(query)
  const decide = useMutation({
    mutationFn: ({ verdict, edits, changes, base }: Decision) => {
      const ids = edits.map(({ id }) => id)
      const said = verdict === "apply" ? { ids, verdict, changes, base } : { ids, verdict }
      return post<Applied>(`/projects/${projectId}/items/${itemId}/suggestions`, said)
    },
    onSettled: () => client.invalidateQueries(query),
  })
  return { edits: data ?? [], decide: decide.mutateAsync }
}

/** Those of the clip on the desk: what is applied there can be undone there. */
export function useSuggestionsOf(editor: Editor, mayDecide: boolean): Around["suggestions"] {
  const { desk, clip, store } = editor
  const { edits, decide } = useSuggestions(desk.projectId, clip.id)
  const answer = async (decision: Decision) => {
    if (desk.outbox.pending(clip.id).length > 0) {
      editor.say(t`Some changes are still on their way. Try again once all is saved`)
      return
    }
    try {
      store.merge(await decide(decision))
      const applied = decision.verdict === "apply" && decision.changes.length > 0
      if (applied) desk.history.push({ label: t`Suggestion`, changes: decision.changes })
      editor.say(applied ? t`Applied. Undo takes it back` : t`Decided. Nothing on the clip changed`)
    } catch (error) {
      editor.say(whyNotDecided(error))
    }
  }
  return { edits, decide: mayDecide ? (decision) => void answer(decision) : undefined }
}

/** What went wrong with a decision, in words that lead on. */
export function whyNotDecided(error: unknown): string {
  const code = error instanceof ApiProblem ? error.code : ""
  if (code === "version-conflict") return t`Somebody changed these labels meanwhile. Look at the suggestion again`
  return code === "not-found" ? t`Somebody else decided on this meanwhile` : sentenceOf(error)
}
