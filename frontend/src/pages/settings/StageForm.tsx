/** What a stage does alone, changed field by field and saved together. */
import { Trans } from "@lingui/react/macro"
import { type ReactNode, type SubmitEvent, useState } from "react"
import { t } from "@lingui/core/macro"
import { patch } from "../../api/client"
import type { Project } from "../../api/types"
import { StageDot } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useSubmitting } from "../../ui/saving"
import { stageName } from "../../ui/stages"
import { say } from "../../ui/toasts"
import { clipCount } from "../../ui/words"
import type { StageAlone } from "./workflow"

export interface StageProps {
  readonly project: Project
  readonly dataset: number
  readonly stage: StageAlone
}

export type Settings = Partial<Pick<StageAlone, "model_id" | "threshold" | "automatic" | "share" | "seed">>

interface Props extends StageProps {
  readonly fields: (values: Settings, set: (change: Settings) => void) => ReactNode
  readonly children?: ReactNode
}

export function StageForm({ project, dataset, stage, fields, children }: Props) {
  const [changed, setChanged] = useState<Settings>({})
  const save = useSubmitting(() => patch<StageAlone>(`/projects/${project.id}/workflows/${dataset}/${stage.stage}`, changed), ["project", project.id])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, {
      onSuccess: () => {
        setChanged({})
        say(t`Settings saved`)
      },
    })
  }
  return (
    <form className="wf-stage" aria-label={stageName(stage.name)} onSubmit={submit}>
      <h3 className="row">
        <StageDot kind={stage.kind} /> {stageName(stage.name)}
        <span className="grow" />
        <span className="t2 s12 num">{clipCount(stage.waiting)}</span>
      </h3>
      <fieldset disabled={!may(project, "manage")} className="wf-fields">
        {fields({ ...stage, ...changed }, (change) => setChanged((before) => ({ ...before, ...change })))}
      </fieldset>
      {children}
      <ProblemNote error={save.error} />
      {may(project, "manage") && (
        <button type="submit" className="btn" disabled={save.isPending || Object.keys(changed).length === 0}>
          <Trans>Save</Trans>
        </button>
      )}
    </form>
  )
}
