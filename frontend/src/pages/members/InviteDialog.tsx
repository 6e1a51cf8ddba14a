/** An invitation by link: for one email, or for anybody who has it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select, TextInput } from "@mantine/core"
import { type SubmitEvent, useState } from "react"
import { post } from "../../api/client"
import { fieldProblem } from "../../api/problem"
import type { Invitation, ProjectRole } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { LinkOnce } from "../../ui/ShownOnce"
import { aboutRole, roles } from "./roles"

export function InviteDialog({ projectId, onClose }: { projectId: number; onClose: () => void }) {
  const [role, setRole] = useState<ProjectRole>("annotator")
  const [email, setEmail] = useState("")
  const invite = useSubmitting(
    () => post<Invitation>(`/projects/${projectId}/invitations`, { role, ...(email.trim() ? { email: email.trim() } : {}) }),
    ["project", projectId, "invitations"],
  )
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    invite.mutate(undefined)
  }
  return (
    <Modal opened onClose={onClose} title={t`Invite to this project`} size={480}>
      {invite.data?.url ? (
        <LinkOnce label={t`Invitation link`} url={invite.data.url} onClose={onClose} />
      ) : (
        <form className="stack" onSubmit={submit}>
          <Select label={t`Role`} data={roles()} value={role} description={aboutRole(role)} onChange={(value) => setRole(value ?? "annotator")} />
          <TextInput
            label={t`Email (optional)`}
            type="email"
            description={t`With an email the link works for that person only.`}
            value={email}
            error={fieldProblem(invite.error, "email")}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <ProblemNote error={invite.error} />
          <DialogButtons onClose={onClose}>
            <button type="submit" className="btn pri" disabled={invite.isPending}>
              <Trans>Create link</Trans>
            </button>
          </DialogButtons>
        </form>
      )}
    </Modal>
  )
}
