/** A new project: its name, what people do in it, its first classes. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox, Select, TextInput } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import { projectQuery } from "../../api/queries"
import type { Project } from "../../api/types"
import { Modal } from "../../ui/Modal"
import { nameOfKind } from "../classes/kinds"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { ProblemNote } from "../../ui/Problem"
import { aboutFootage, FOOTAGE_KINDS, type FootageKind, nameOfFootage, proposed } from "./footage"
import { projectBody, type Template, templates } from "./templates"

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("")
  const [classes, setClasses] = useState("")
  const setup = useSetup()
  const create = useCreate()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate(projectBody(name, setup.template, classes, setup.wanted))
  }
  return (
    <Modal opened onClose={onClose} title={t`Create project`} size={480}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t`Name`}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          error={fieldProblem(create.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SetupFields setup={setup} />
        <TextInput
          label={setup.footage ? t`More classes` : t`Classes`}
          placeholder={t`soccer, tennis, basketball`}
          description={t`Separate them by commas. You can change them at any time.`}
          value={classes}
          onChange={(event) => setClasses(event.currentTarget.value)}
        />
        <ProblemNote error={create.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={create.isPending || name.trim() === ""}>
            <Trans>Create</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

/** What the project is for: the kind of footage proposes the rest, which can be chosen otherwise. */
function useSetup() {
  const [footage, setFootage] = useState<FootageKind | null>(null)
  const [template, setTemplate] = useState<Template>("clips")
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const offered = footage ? proposed(footage).classes : []
  return {
    footage,
    template,
    setTemplate,
    offered,
    wanted: offered.filter(({ name }) => !left.has(name)),
    choose: (kind: FootageKind | null) => {
      setFootage(kind)
      setLeft(new Set())
      if (kind) setTemplate(proposed(kind).template)
    },
    want: (name: string, wanted: boolean) => setLeft(new Set(wanted ? [...left].filter((one) => one !== name) : [...left, name])),
  }
}

type Setup = ReturnType<typeof useSetup>

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

function SetupFields({ setup }: { setup: Setup }) {
  return (
    <>
      <FootageChoice setup={setup} />
      <TemplateChoice setup={setup} />
      <Proposals setup={setup} />
    </>
  )
}

/** What the clips show; what is usually said of such footage is proposed. */
function FootageChoice({ setup: { footage, choose } }: { setup: Setup }) {
  const about = footage && aboutFootage(footage)
  return (
    <Select
      label={t`What the clips show`}
      placeholder={t`Something else`}
      clearable
      data={FOOTAGE_KINDS.map((value) => ({ value, label: nameOfFootage(value) }))}
      value={footage}
      onChange={choose}
      {...(about ? { description: about } : {})}
    />
  )
}

/** The classes that such footage usually has; each can be left out. */
function Proposals({ setup: { footage, offered, wanted, want } }: { setup: Setup }) {
  if (!footage) return null
  return (
    <fieldset className="proposals">
      <legend>
        <Trans>Proposed classes</Trans>
      </legend>
      {offered.map((one) => (
        <Checkbox
          key={one.name}
          label={`${one.name} (${nameOfKind(one.kind).toLowerCase()})`}
          checked={wanted.includes(one)}
          onChange={({ currentTarget }) => want(one.name, currentTarget.checked)}
        />
      ))}
    </fieldset>
  )
}

function TemplateChoice({ setup: { template, setTemplate } }: { setup: Setup }) {
  const kinds = templates()
  return (
    <Select
      label={t`What people do`}
      data={kinds.map(({ template: value, label }) => ({ value, label }))}
      value={template}
      onChange={(value) => setTemplate(value ?? "clips")}
      description={kinds.find((one) => one.template === template)?.about}
    />
  )
}
