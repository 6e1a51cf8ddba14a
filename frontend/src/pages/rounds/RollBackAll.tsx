/** Takes all kept rounds back, as one act. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { post } from "../../api/client"
import { modelsQuery, roundsQuery } from "../../api/learningQueries"
import type { Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"

export function RollBackAll({ project, kept }: { project: Project; kept: number }) {
  const [asking, setAsking] = useState(false)
  const client = useQueryClient()
  const act = async () => {
    await post(`/projects/${project.id}/rounds/rollback`)
    const stale = [roundsQuery(project.id).queryKey, modelsQuery(project.id).queryKey]
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  return (
    <>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        <Trans>Roll back all</Trans>
      </button>
      {asking && (
        <ConfirmDialog title={t`Roll back all ${kept} kept rounds?`} verb={t`Roll back all`} onConfirm={act} onClose={() => setAsking(false)}>
          <Trans>Their labels are withdrawn where nobody touched them since, and the model before the first of them is used again.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}
