/** Changing something and showing it everywhere. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query"
import { sayProblem } from "./toasts"

/** A change that makes what lies under a key stale; its problems are said in a toast. */
export function useSaving<Asked, Answer>(act: (asked: Asked) => Promise<Answer>, key: QueryKey) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
    onError: sayProblem,
  })
}

/** The same for forms, which show their problems beside the fields. */
export function useSubmitting<Asked, Answer>(act: (asked: Asked) => Promise<Answer>, key: QueryKey) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSuccess: () => client.invalidateQueries({ queryKey: key }) })
}
