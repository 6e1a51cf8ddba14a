/** Where a model of one's own is, and what it is sent. */
import { i18n } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, PasswordInput, Select, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import type { Project } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { type Outside, outsideQuery } from "./outside"

const KINDS = [
  { value: "clips", label: msg`HTTP, frames of a clip at once` },
  { value: "images", label: msg`HTTP, one frame at a time` },
  { value: "folder", label: msg`A folder of the server (Hugging Face)` },
] as const
type Kind = (typeof KINDS)[number]["value"]

export function OutsideDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const [values, setValues] = useState({ name: "", kind: "clips" as Kind, place: "", secret: "", add_classes: false })
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const create = useSubmitting(() => post<Outside>(`/projects/${project.id}/outside`, values), outsideQuery(project.id).queryKey)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(undefined, { onSuccess: onClose })
  }
  const isFolder = values.kind === "folder"
  return (
    <Modal opened onClose={onClose} title={t`Add model`} size={480}>
      <form className="stack" onSubmit={submit}>
        <TextInput label={t`Name`} required withAsterisk={false} data-autofocus value={values.name} error={fieldProblem(create.error, "name")} onChange={(event) => set({ name: event.currentTarget.value })} />
        <Select
          label={t`Where it runs`}
          data={KINDS.map(({ value, label }) => ({ value, label: i18n._(label) }))}
          value={values.kind}
          allowDeselect={false}
          onChange={(kind) => set({ kind: KINDS.find(({ value }) => value === kind)?.value ?? "clips", secret: "" })}
        />
        <Where isFolder={isFolder} place={values.place} error={fieldProblem(create.error, "place")} onPlace={(place) => set({ place })} />
        {!isFolder && (
          <PasswordInput label={t`Secret`} description={t`Sent as a bearer token. It is not shown again.`} autoComplete="off" value={values.secret} error={fieldProblem(create.error, "secret")} onChange={(event) => set({ secret: event.currentTarget.value })} />
        )}
        <Checkbox label={t`Add those of its classes that this project lacks`} checked={values.add_classes} onChange={(event) => set({ add_classes: event.currentTarget.checked })} />
        <ProblemNote error={create.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={create.isPending || values.name.trim() === "" || values.place.trim() === ""}>
            <Trans>Add model</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

interface WhereProps {
  readonly isFolder: boolean
  readonly place: string
  readonly error: string | undefined
  readonly onPlace: (place: string) => void
}

function Where({ isFolder, place, error, onPlace }: WhereProps) {
  return (
    <TextInput
      label={isFolder ? t`Folder` : t`Address`}
      description={isFolder ? t`Its name below CLIPLOOP_WEIGHTS, as save_pretrained wrote it.` : t`Cliploop asks it at …/classes what it knows, and at …/infer about clips.`}
      placeholder={isFolder ? "videomae" : "https://models.example.org/v1"}
      required
      withAsterisk={false}
      value={place}
      error={error}
      onChange={(event) => onPlace(event.currentTarget.value)}
    />
  )
}
