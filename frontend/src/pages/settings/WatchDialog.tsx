/** Which folder to watch, and what becomes of its files. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select, TextInput } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import { datasetsQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { RateChoice } from "../data/upload/RateChoice"
import type { Root } from "../data/upload/sources"
import { type Watch, watchesKey } from "./watch"
import "../data/upload/upload.css"

interface WatchDialogProps {
  readonly project: Project
  readonly roots: readonly Root[]
  readonly onClose: () => void
}

export function WatchDialog({ project, roots, onClose }: WatchDialogProps) {
  const [values, setValues] = useState({ root: roots[0]?.id ?? "", prefix: "", dataset: "", fps: "native" })
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const create = useSubmitting(() => post<Watch>(`/projects/${project.id}/watches`, values), watchesKey(project.id))
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Modal opened onClose={onClose} title={t`Watch a folder`} size={480}>
      <form className="stack upload-dialog" onSubmit={submit}>
        <Select label={t`Folder of the server`} data={roots.map(({ id, label }) => ({ value: id, label }))} value={values.root} allowDeselect={false} onChange={(root) => set({ root: root ?? values.root })} />
        <TextInput
          label={t`Folder within it`}
          description={t`Leave it empty to watch all of it.`}
          data-autofocus
          value={values.prefix}
          error={fieldProblem(create.error, "prefix")}
          onChange={(event) => set({ prefix: event.currentTarget.value })}
        />
        <DatasetChoice projectId={project.id} dataset={values.dataset} onDataset={(dataset) => set({ dataset })} />
        <RateChoice rate={values.fps} onRate={(fps) => set({ fps })} />
        <ProblemNote error={create.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={create.isPending}>
            <Trans>Watch folder</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

/** Nothing is the first one. */
function DatasetChoice({ projectId, dataset, onDataset }: { projectId: number; dataset: string; onDataset: (dataset: string) => void }) {
  const datasets = useQuery(datasetsQuery(projectId)).data?.results ?? []
  if (datasets.length < 2) return null
  return (
    <Select
      label={t`Dataset`}
      data={datasets.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={dataset || String(datasets[0]?.id ?? "")}
      allowDeselect={false}
      onChange={(value) => onDataset(value ?? "")}
    />
  )
}
