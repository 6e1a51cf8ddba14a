/** Stops a run. What it learned so far is lost, so it asks first. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import { post } from "../../api/client"
import type { Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"

export function CancelRun({ project, run }: { project: Project; run: Run }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button type="button" className="btn sm md-above" onClick={() => setAsking(true)}>
        <Trans>Cancel</Trans>
      </button>
      {asking && (
        <ConfirmDialog
          title={t`Stop ${run.name}?`}
          verb={t`Stop training`}
          onConfirm={() => post(`/projects/${project.id}/jobs/${run.job.id}/cancel`)}
          onClose={() => setAsking(false)}
        >
          <Trans>What it learned so far is lost. Labels and other models stay as they are.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}
