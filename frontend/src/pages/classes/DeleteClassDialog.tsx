/** Deleting a class. A used one asks: merge into another, or archive. */
import { t } from "@lingui/core/macro"
import { Plural, Trans } from "@lingui/react/macro"
import { Select } from "@mantine/core"
import { useState } from "react"
import { post, remove } from "../../api/client"
import { ApiProblem } from "../../api/problem"
import type { LabelClass } from "../../api/types"
import { ConfirmDialog, DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"

interface DeleteClassDialogProps {
  readonly projectId: number
  readonly classes: readonly LabelClass[]
  readonly one: LabelClass
  readonly onClose: () => void
}

export function DeleteClassDialog(props: DeleteClassDialogProps) {
  const { projectId, one, onClose } = props
  const [used, setUsed] = useState<number | null>(null)
  const key = ["project", projectId]
  const drop = useSubmitting(() => remove(`/projects/${projectId}/classes/${one.id}`), key)
  const confirm = async () => {
    try {
      await drop.mutateAsync(undefined)
      onClose()
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== "class-in-use") throw error
      setUsed(Number(error.body.count))
    }
  }
  if (used !== null) return <UsedDialog {...props} used={used} />
  return (
    <ConfirmDialog title={t`Delete ${one.name}`} verb={t`Delete class`} onConfirm={confirm} onClose={onClose}>
      <Trans>Nobody can tag clips {one.name} any more.</Trans>
    </ConfirmDialog>
  )
}

function UsedDialog({ projectId, classes, one, onClose, used }: DeleteClassDialogProps & { used: number }) {
  const others = classes.filter(({ id, kind, archived }) => id !== one.id && kind === one.kind && !archived)
  const [into, setInto] = useState<string | null>(null)
  const path = `/projects/${projectId}/classes/${one.id}`
  const act = useSubmitting(
    (verb: "merge" | "archive") => post(`${path}/${verb}`, verb === "merge" ? { into: Number(into) } : {}),
    ["project", projectId],
  )
  const run = (verb: "merge" | "archive") => act.mutate(verb, { onSuccess: onClose })
  return (
    <Modal opened onClose={onClose} title={t`${one.name} is in use`} size={440}>
      <div className="stack" style={{ textAlign: "left" }}>
        <p className="t2">
          <Plural
            value={used}
            one="# label has this class. Merge it into another class, or archive the class: labels stay, nobody can add more."
            other="# labels have this class. Merge them into another class, or archive it: labels stay, nobody can add more."
          />
        </p>
        <Select
          label={t`Merge into`}
          placeholder={t`Pick a class`}
          data={others.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={into}
          onChange={setInto}
        />
        <ProblemNote error={act.error} />
        <DialogButtons onClose={onClose}>
          <button type="button" className="btn" disabled={act.isPending} onClick={() => run("archive")}>
            <Trans>Archive</Trans>
          </button>
          <button type="button" className="btn pri" disabled={act.isPending || into === null} onClick={() => run("merge")}>
            <Trans>Merge</Trans>
          </button>
        </DialogButtons>
      </div>
    </Modal>
  )
}
