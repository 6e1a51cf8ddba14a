/** Makes one version of the two that are compared: what both say together. */
import { Trans } from "@lingui/react/macro"
import { IconArrowMerge } from "@tabler/icons-react"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { post } from "../../api/client"
import { runsQuery } from "../../api/learningQueries"
import type { Model, Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { sayProblem } from "../../ui/toasts"

interface AverageProps {
  readonly project: Project
  readonly models: readonly Model[]
}

/** Nothing where one of them is an average already: it says what its versions say. */
export function AverageButton({ project, models }: AverageProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const average = useMutation({
    mutationFn: () => post<Run>(`/projects/${project.id}/models/average`, { models: models.map(({ id }) => id) }),
    onSuccess: async (run) => {
      await client.invalidateQueries({ queryKey: runsQuery(project.id).queryKey })
      await navigate({ to: "/p/$project/models/$run", params: { project: String(project.id), run: String(run.id) }, search: {} })
    },
    onError: sayProblem,
  })
  if (!may(project, "train") || models.some(({ member_ids }) => member_ids.length > 0)) return null
  return (
    <div className="row md-pad md-average">
      <button type="button" className="btn" disabled={average.isPending} onClick={() => average.mutate()}>
        <IconArrowMerge size={16} stroke={1.6} aria-hidden className="i" />
        <Trans>Average these two</Trans>
      </button>
      <p className="grow t2 s12"><Trans>A version that says the mean of both. As slow as both together; offered only if tuning clips do not speak against it.</Trans></p>
    </div>
  )
}
