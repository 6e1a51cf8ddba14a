/** Freezes clips with their labels under a name. It can be created as it opens. */
import { plural, t } from "@lingui/core/macro"
import { Plural, Trans } from "@lingui/react/macro"
import { TextInput } from "@mantine/core"
import { IconPackageExport } from "@tabler/icons-react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useSearch } from "@tanstack/react-router"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { labeledQuery, releasesQuery } from "../../api/learningQueries"
import type { Release } from "../../api/learningTypes"
import { fieldProblem } from "../../api/problem"
import type { Project } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { say } from "../../ui/toasts"
import { clipCount } from "../../ui/words"
import { bulkFilter, filterOf, readDataSearch } from "../data/filters"

interface NewReleaseProps {
  readonly project: Project
  readonly number: number
}

export function NewRelease({ project, number }: NewReleaseProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="btn pri" onClick={() => setOpen(true)}>
        <IconPackageExport size={16} stroke={1.6} className="i" aria-hidden />
        <Trans>New release</Trans>
      </button>
      {open && <Dialog project={project} number={number} onClose={() => setOpen(false)} />}
    </>
  )
}

function Dialog({ project, number, onClose }: NewReleaseProps & { onClose: () => void }) {
  const [name, setName] = useState(t`Release ${number}`)
  const filter = filterOf(readDataSearch(useSearch({ strict: false })))
  const filtered = Object.keys(filter).length > 0
  const { data } = useQuery(labeledQuery(project.id))
  const create = useCreate(project.id, onClose)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    create.mutate({ name: name.trim(), ...(filtered ? { filter: bulkFilter(filter) } : {}) })
  }
  return (
    <Modal opened onClose={onClose} title={t`New release`} size={440}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t`Name`}
          required
          withAsterisk={false}
          maxLength={120}
          data-autofocus
          value={name}
          error={fieldProblem(create.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <p className="t2">
          {filtered ? <Trans>The clips of the filter on this page,</Trans> : <CompleteClips number={data?.complete} />}{" "}
          <Trans>with the labels that people made. Nothing changes them afterwards.</Trans>
        </p>
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

function CompleteClips({ number }: { number: number | undefined }) {
  if (number === undefined) return <Trans>All complete clips,</Trans>
  return <Plural value={number} one="# complete clip," other="# complete clips," />
}

/** Freezes, then says what the release holds. */
function useCreate(projectId: number, onDone: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (release: { name: string; filter?: Filter }) => post<Release>(`/projects/${projectId}/releases`, release),
    onSuccess: async ({ name, items, annotations }) => {
      await client.invalidateQueries({ queryKey: releasesQuery(projectId).queryKey })
      say(`${name}: ${clipCount(items)}, ${plural(annotations, { one: "# label", other: "# labels" })}`)
      onDone()
    },
  })
}

type Filter = ReturnType<typeof bulkFilter>
