/** Approving and rejecting a clip; a lead may take a verdict back. */
import { t } from "@lingui/core/macro"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { post } from "../../api/client"
import { overviewQuery } from "../../api/queries"
import { reviewQuery } from "../../api/learningQueries"
import type { ReviewEntry } from "../../api/learningTypes"
import type { Item, Page, Project } from "../../api/types"
import { may } from "../../ui/rights"
import { say, sayProblem } from "../../ui/toasts"

/** What is decided, and why. */
export type Verdict =
  | { readonly verdict: "approve" }
  | { readonly verdict: "reject"; readonly reason: string; readonly comment?: { readonly frame: number; readonly text: string } }

export function useVerdict(project: Project, item: Item, onNext: () => void) {
  const client = useQueryClient()
  const queue = reviewQuery(project.id).queryKey
  const refresh = () => {
    void client.invalidateQueries({ queryKey: queue, exact: true })
    void client.invalidateQueries({ queryKey: overviewQuery(project.id).queryKey })
  }
  /** As only a lead may: back into review, whatever was decided. */
  const takeBack = () => {
    const move = { ids: [item.id], action: "move", stage: item.stage, reason: t`The verdict was taken back` }
    post(`/projects/${project.id}/items/bulk`, move).then(refresh).catch(sayProblem)
  }
  return useMutation({
    mutationFn: (verdict: Verdict) => post<Item>(`/projects/${project.id}/items/${item.id}/review`, verdict),
    onSuccess: (_, { verdict }) => {
      const undo = may(project, "manage") ? { label: t`Take back`, run: takeBack } : null
      say(verdict === "approve" ? t`${item.name} approved` : t`${item.name} sent back`, undo)
      onNext()
      client.setQueryData<Page<ReviewEntry>>(queue, (page) => page && { ...page, results: page.results.filter((entry) => entry.item.id !== item.id) })
      refresh()
    },
    onError: sayProblem,
  })
}
