/** A new project: its name, what people do in it, its first classes. */
import { Modal, Select, TextInput } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import { projectQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { ProblemNote } from "../../ui/Problem"
import { projectBody, TEMPLATES, type Template } from "./templates"

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("")
  const [template, setTemplate] = useState<Template>("clips")
  const [classes, setClasses] = useState("")
  const create = useCreate()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(projectBody(name, template, classes))
  }
  return (
    <Modal opened onClose={onClose} title="Create project" size={480}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          error={fieldProblem(create.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TemplateChoice template={template} onTemplate={setTemplate} />
        <TextInput
          label="Classes"
          placeholder="soccer, tennis, basketball"
          description="Separate them by commas. You can change them at any time."
          value={classes}
          onChange={(event) => setClasses(event.currentTarget.value)}
        />
        <ProblemNote error={create.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={create.isPending || name.trim() === ""}>
            Create
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

function useCreate() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: ReturnType<typeof projectBody>) => post<Project>("/projects", body),
    onSuccess: (project) => {
      client.setQueryData(projectQuery(project.id).queryKey, project)
      void client.invalidateQueries({ queryKey: ["projects"] })
      void navigate({ to: "/p/$project/data", params: { project: String(project.id) } })
    },
  })
}

function TemplateChoice({ template, onTemplate }: { template: Template; onTemplate: (template: Template) => void }) {
  return (
    <Select
      label="What people do"
      data={Object.entries(TEMPLATES).map(([value, { label }]) => ({ value: value as Template, label }))}
      value={template}
      onChange={(value) => onTemplate(value ?? "clips")}
      description={TEMPLATES[template].about}
    />
  )
}
