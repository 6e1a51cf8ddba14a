/** Of what an address is to be told. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { NumberInput, PasswordInput, Select, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import type { LabelClass, Project } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { type Alert, alertsQuery } from "./alerts"

const THRESHOLD = 0.8
const SECONDS = 2
const MOST_SECONDS = 3_600

interface Props {
  readonly project: Project
  readonly tags: readonly LabelClass[]
  readonly onClose: () => void
}

export function AlertDialog({ project, tags, onClose }: Props) {
  const [values, setValues] = useState({ class_id: tags[0]?.id ?? 0, threshold: THRESHOLD, seconds: SECONDS, url: "", secret: "" })
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const create = useSubmitting(() => post<Alert>(`/projects/${project.id}/alerts`, values), alertsQuery(project.id).queryKey)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t`Add alert`} size={480}>
      <form className="stack" onSubmit={submit}>
        {tags.length === 0 && <p className="warn" role="status"><Trans>Alerts look for a tag, and this project has no tag class: add one first (Settings, Classes).</Trans></p>}
        <Select label={t`Class`} data={tags.map(({ id, name }) => ({ value: String(id), label: name }))} value={String(values.class_id)} allowDeselect={false} error={fieldProblem(create.error, "classes")} onChange={(id) => set({ class_id: Number(id) })} />
        <NumberInput label={t`Sure enough from`} suffix=" %" min={1} max={100} value={Math.round(values.threshold * 100)} onChange={(value) => typeof value === "number" && set({ threshold: value / 100 })} />
        <NumberInput label={t`For at least`} suffix=" s" min={0} max={MOST_SECONDS} decimalScale={1} value={values.seconds} onChange={(value) => typeof value === "number" && set({ seconds: value })} />
        <TextInput label={t`Address`} placeholder="https://hooks.example.org/cliploop" required withAsterisk={false} data-autofocus value={values.url} error={fieldProblem(create.error, "url")} onChange={(event) => set({ url: event.currentTarget.value })} />
        <PasswordInput label={t`Secret`} description={t`Signs what is sent (HMAC-SHA256). It is not shown again.`} autoComplete="off" value={values.secret} error={fieldProblem(create.error, "secret")} onChange={(event) => set({ secret: event.currentTarget.value })} />
        <ProblemNote error={create.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={create.isPending || values.url.trim() === "" || values.class_id === 0}>
            <Trans>Add alert</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}
