/** Opens the clip that waits for the person, most useful first. */
import { t } from "@lingui/core/macro"
import { useMutation } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { post } from "../api/client"
import type { Item } from "../api/types"
import { say, sayProblem } from "./toasts"

export function useNextClip(projectId: number) {
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => post<Item | null>(`/projects/${projectId}/next`),
    onSuccess: (item) => {
      if (item) void navigate({ to: "/p/$project/items/$item", params: { project: String(projectId), item: String(item.id) } })
      else say(t`All caught up: no clip is waiting for you`)
    },
    onError: sayProblem,
  })
}
