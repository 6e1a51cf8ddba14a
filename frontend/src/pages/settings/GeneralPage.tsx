/** A project's name and rules, and deleting it. */
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

export function GeneralPage() {
  const project = useProject()
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsNav />
      <div className="body">
        <div className="narrow" style={{ maxWidth: 560 }}>
          {may(project, "manage") ? (
            <>
              <GeneralForm project={project} />
              <Deleting project={project} />
            </>
          ) : (
            <p className="t2">Only leads change a project's settings.</p>
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
  }))
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }))
  const save = useSubmitting(() => patch<Project>(`/projects/${project.id}`, values), ["project", project.id])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    save.mutate(undefined, { onSuccess: () => say("Settings saved") })
  }
  return (
    <form className="card panel" onSubmit={submit}>
      <TextInput label="Name" required withAsterisk={false} value={values.name} error={fieldProblem(save.error, "name")} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select
        label="Tags"
        description={values.task === "single" ? "A clip has one class." : "A clip has any number of classes."}
        data={[
          { value: "single", label: "One class per clip" },
          { value: "multi", label: "Several classes per clip" },
        ]}
        value={values.task}
        onChange={(task) => set({ task: task === "multi" ? "multi" : "single" })}
      />
      <BackgroundChoice project={project} id={values.background_class} onId={(background_class) => set({ background_class })} />
      <Checkbox label="People may approve their own work" checked={values.self_review} onChange={(event) => set({ self_review: event.currentTarget.checked })} />
      <ProblemNote error={save.error} />
      <button type="submit" className="btn pri" disabled={save.isPending}>
        Save
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
      label="Background class"
      description="What untagged stretches of complete clips count as. Without one they are left out of training."
      data={[{ value: "", label: "None" }, ...tags.map((one) => ({ value: String(one.id), label: one.name }))]}
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
      <h2>Delete this project</h2>
      <p className="t2">Its clips, labels and models go with it.</p>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        Delete project
      </button>
      {asking && (
        <ConfirmDialog title={`Delete ${project.name}`} verb="Delete project" onConfirm={confirm} onClose={() => setAsking(false)}>
          Nobody can open {project.name} any more, and its clips, labels and models go with it.
        </ConfirmDialog>
      )}
    </section>
  )
}
