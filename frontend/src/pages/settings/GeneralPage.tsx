/** A project's name and rules, and deleting it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, Select, TextInput } from "@mantine/core"
import { useNavigate } from "@tanstack/react-router"
import { useQueryClient } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { patch, remove } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import type { Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { PageHeader } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useSubmitting } from "../../ui/saving"
import { say } from "../../ui/toasts"
import { useProject } from "../shell/useProject"
import { SettingsNav } from "./SettingsNav"
import { StrategyChoice } from "./StrategyChoice"

export function GeneralPage() {
  const project = useProject()
  return (
    <>
      <PageHeader title={t`Settings`} />
      <SettingsNav />
      <div className="body">
        <div className="narrow" style={{ maxWidth: 560 }}>
          {may(project, "manage") ? (
            <>
              <GeneralForm project={project} />
              <Deleting project={project} />
            </>
          ) : (
            <p className="t2"><Trans>Only leads change a project's settings.</Trans></p>
          )}
        </div>
      </div>
    </>
  )
}

function GeneralForm({ project }: { project: Project }) {
  const [values, setValues] = useState(() => ({
    name: project.name,
    task: project.task,
    background_class: project.background_class,
    self_review: project.self_review,
    strategy: project.strategy,
  }))
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const save = useSubmitting(() => patch<Project>(`/projects/${project.id}`, values), ["project", project.id])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: () => say(t`Settings saved`) })
  }
  return (
    <form className="card panel" onSubmit={submit}>
      <TextInput label={t`Name`} required withAsterisk={false} value={values.name} error={fieldProblem(save.error, "name")} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select
        label={t`Tags`}
        description={values.task === "single" ? t`A clip has one class.` : t`A clip has any number of classes.`}
        data={[
          { value: "single", label: t`One class per clip` },
          { value: "multi", label: t`Several classes per clip` },
        ]}
        value={values.task}
        onChange={(task) => set({ task: task === "multi" ? "multi" : "single" })}
      />
      <BackgroundChoice project={project} id={values.background_class} onId={(background_class) => set({ background_class })} />
      <StrategyChoice projectId={project.id} name={values.strategy} onName={(strategy) => set({ strategy })} />
      <Checkbox label={t`People may approve their own work`} checked={values.self_review} onChange={(event) => set({ self_review: event.currentTarget.checked })} />
      <ProblemNote error={save.error} />
      <button type="submit" className="btn pri" disabled={save.isPending}>
        <Trans>Save</Trans>
      </button>
    </form>
  )
}

interface BackgroundProps {
  readonly project: Project
  readonly id: number | null
  readonly onId: (id: number | null) => void
}

function BackgroundChoice({ project, id, onId }: BackgroundProps) {
  const tags = project.classes.filter(({ kind, archived }) => kind === "tag" && !archived)
  return (
    <Select
      label={t`Background class`}
      description={t`What untagged stretches of complete clips count as. Without one they are left out of training.`}
      data={[{ value: "", label: t`None` }, ...tags.map((one) => ({ value: String(one.id), label: one.name }))]}
      value={id === null ? "" : String(id)}
      onChange={(value) => onId(value ? Number(value) : null)}
    />
  )
}

function Deleting({ project }: { project: Project }) {
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
  const client = useQueryClient()
  const confirm = async () => {
    await remove(`/projects/${project.id}`)
    await navigate({ to: "/" })
    client.removeQueries({ queryKey: ["project", project.id] })
    await client.invalidateQueries({ queryKey: ["projects"] })
  }
  return (
    <section className="card panel">
      <h2><Trans>Delete this project</Trans></h2>
      <p className="t2"><Trans>Its clips, labels and models go with it.</Trans></p>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        <Trans>Delete project</Trans>
      </button>
      {asking && (
        <ConfirmDialog title={t`Delete ${project.name}`} verb={t`Delete project`} onConfirm={confirm} onClose={() => setAsking(false)}>
          <Trans>Nobody can open {project.name} any more, and its clips, labels and models go with it.</Trans>
        </ConfirmDialog>
      )}
    </section>
  )
}
