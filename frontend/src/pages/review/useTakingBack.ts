/** Taking single changes back while reviewing: each is the inverse edit, and can be undone. */
import { t } from "@lingui/core/macro"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { post } from "../../api/client"
import { changesQuery } from "../../api/learningQueries"
import type { EditOut, Project } from "../../api/types"
import { invert } from "../../editor-core/edits"
import { newId } from "../../editor-core/ids"
import type { Change } from "../../editor-core/types"
import { say, sayProblem } from "../../ui/toasts"
import { type Difference, undoOf } from "./differences"

/** A change that was taken back, and how to put it there again. */
export interface TakenBack {
  readonly difference: Difference
  readonly again: readonly Change[]
  readonly base: Readonly<Record<string, number>>
}

export function useTakingBack(project: Project, itemId: number) {
  const client = useQueryClient()
  const [taken, setTaken] = useState<readonly TakenBack[]>([])
  const [restored, setRestored] = useState<readonly string[]>([])
  const send = (changes: readonly Change[], base: Readonly<Record<string, number>>) =>
    post<EditOut>(`/projects/${project.id}/items/${itemId}/edits`, { edit_id: newId(), base, changes })
  const refresh = () => client.invalidateQueries({ queryKey: changesQuery(project.id, itemId).queryKey })
  const take = useMutation({
    mutationFn: async (difference: Difference): Promise<TakenBack> => {
      const { change, base } = undoOf(difference)
      const { records } = await send([change], base)
      // Each change raises a record's version by one, a removal too.
      const version = records[0]?.version ?? (difference.after?.version ?? 0) + 1
      return { difference, again: invert([change]), base: "skip" in change ? {} : { [difference.id]: version } }
    },
    onSuccess: async (done) => {
      setTaken((before) => [...before, done])
      setRestored((before) => before.filter((id) => id !== done.difference.id))
      await refresh()
    },
    onError: sayProblem,
  })
  const restore = useMutation({
    mutationFn: ({ again, base }: TakenBack) => send(again, base),
    onSuccess: async (_, done) => {
      setTaken((before) => before.filter((each) => each !== done))
      setRestored((before) => [...before, done.difference.id])
      await refresh()
    },
    onError: sayProblem,
  })
  const undo = () => orSay(taken.at(-1), restore.mutate, t`Nothing to take back on this clip`)
  const redo = (differences: readonly Difference[]) =>
    orSay(differences.find(({ id }) => id === restored.at(-1)), take.mutate, t`Nothing to do again on this clip`)
  return { taken, busy: take.isPending || restore.isPending, take: take.mutate, restore: restore.mutate, undo, redo }
}

/** Do it with what there is; where there is nothing, say so. */
function orSay<Thing>(thing: Thing | undefined, act: (thing: Thing) => void, nothing: string): void {
  if (thing) act(thing)
  else say(nothing)
}
