/** A stage in which a model labels what comes in: which one, and what became of its clips. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, NumberInput, Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { post } from "../../api/client"
import { modelsQuery } from "../../api/learningQueries"
import { sentenceOf } from "../../api/problem"
import { may } from "../../ui/rights"
import { useSaving } from "../../ui/saving"
import { count } from "../../ui/words"
import { type Settings, StageForm, type StageProps } from "./StageForm"
import type { StageAlone } from "./workflow"

export function ModelStage(props: StageProps) {
  const models = useQuery(modelsQuery(props.project.id))
  const usable = (models.data?.results ?? []).filter(({ state }) => state !== "retired")
  return (
    <StageForm {...props} fields={(values, set) => <Fields values={values} set={set} models={models.isSuccess ? usable : null} error={models.error} />}>
      <Outcome {...props} />
    </StageForm>
  )
}

interface FieldsProps {
  readonly values: Settings
  readonly set: (change: Settings) => void
  /** Null until they are known. */
  readonly models: readonly { id: number; name: string }[] | null
  readonly error: unknown
}

function Fields({ values, set, models, error }: FieldsProps) {
  return (
    <>
      <Select
        label={t`Model`}
        description={t`One trained here, or one from elsewhere.`}
        placeholder={models ? t`None: clips wait` : error ? "" : t`Loading…`}
        disabled={!models}
        error={error ? sentenceOf(error) : undefined}
        clearable
        data={(models ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
        value={values.model_id ? String(values.model_id) : null}
        onChange={(id) => set({ model_id: id === null ? null : Number(id) })}
      />
      <NumberInput
        label={t`Sure enough from`}
        description={t`Calibrated, in percent. What it is less sure of goes to people.`}
        suffix=" %"
        min={0}
        max={100}
        decimalScale={1}
        value={Math.round((values.threshold ?? 0) * 1_000) / 10}
        onChange={(value) => typeof value === "number" && set({ threshold: value / 100 })}
      />
      <Checkbox label={t`New clips come by themselves`} checked={values.automatic ?? false} onChange={(event) => set({ automatic: event.currentTarget.checked })} />
    </>
  )
}

/** What the model said, and what keeps clips from going on. */
function Outcome({ project, dataset, stage }: StageProps) {
  const again = useSaving(() => post<StageAlone>(`/projects/${project.id}/workflows/${dataset}/${stage.stage}/again`), ["project", project.id])
  const through = stage.sure + stage.unsure
  return (
    <>
      {through > 0 && (
        <p className="t2 num">
          <Trans>
            {count(through)} went on: sure of {count(stage.sure)}, not of {count(stage.unsure)}.
          </Trans>
        </p>
      )}
      {stage.classes.length > 0 && (
        <ul className="wf-classes" aria-label={t`Clips by class`}>
          {stage.classes.map(({ class_id, name, count: number }) => (
            <li key={class_id} className="badge num">
              {name} {count(number)}
            </li>
          ))}
        </ul>
      )}
      {stage.why && <p className="warn" role="status">{stage.why}</p>}
      {stage.failed > 0 && may(project, "manage") && (
        <button type="button" className="btn" disabled={again.isPending} onClick={() => again.mutate(undefined)}>
          <Trans>Ask again about {count(stage.failed)}</Trans>
        </button>
      )}
    </>
  )
}
