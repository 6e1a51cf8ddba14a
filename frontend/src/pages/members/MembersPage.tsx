/** Who works here, as what, and inviting more. */
import { Select } from "@mantine/core"
import { IconTrash, IconUserPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { patch, remove } from "../../api/client"
import { membersQuery } from "../../api/queries"
import type { Member, Project, ProjectRole } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { Avatar, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useSaving, useSubmitting } from "../../ui/saving"
import { counted } from "../../ui/words"
import { useProject } from "../shell/useProject"
import { Invitations } from "./Invitations"
import { InviteDialog } from "./InviteDialog"
import { ROLES } from "./roles"

export function MembersPage() {
  const project = useProject()
  const members = useQuery(membersQuery(project.id))
  const [inviting, setInviting] = useState(false)
  const manages = may(project, "manage")
  const found = members.data?.results ?? []
  return (
    <>
      <PageHeader title="Members" {...(members.data ? { note: counted(found.length, "person", "people") } : {})}>
        {manages && (
          <button type="button" className="btn pri" onClick={() => setInviting(true)}>
            <IconUserPlus size={16} stroke={1.6} aria-hidden /> Invite
          </button>
        )}
      </PageHeader>
      <div className="body">
        {members.isPending && <SkeletonRows />}
        {members.isError && <ProblemState error={members.error} retry={() => void members.refetch()} />}
        {members.isSuccess && (
          <div className="narrow">
            <div className="card">
              <MemberTable members={found} project={project} manages={manages} />
            </div>
            {manages && <Invitations projectId={project.id} />}
          </div>
        )}
      </div>
      {inviting && <InviteDialog projectId={project.id} onClose={() => setInviting(false)} />}
    </>
  )
}

function MemberTable({ members, project, manages }: { members: Member[]; project: Project; manages: boolean }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Role</th>
          <th scope="col">
            <span className="hidden-text">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <MemberRow key={member.id} member={member} project={project} manages={manages} />
        ))}
      </tbody>
    </table>
  )
}

function MemberRow({ member: { id, user, role }, project, manages }: { member: Member; project: Project; manages: boolean }) {
  const [removing, setRemoving] = useState(false)
  const key = ["project", project.id]
  const path = `/projects/${project.id}/members/${id}`
  const change = useSaving((next: ProjectRole) => patch(path, { role: next }), key)
  const drop = useSubmitting(() => remove(path), key)
  const confirm = async () => {
    await drop.mutateAsync(undefined)
    setRemoving(false)
  }
  return (
    <tr>
      <td>
        <Who user={user} />
      </td>
      <td style={{ width: 176 }}>
        {manages ? (
          <Select aria-label={`Role of ${user.name}`} data={ROLES} value={role} onChange={(next) => change.mutate(next as ProjectRole)} />
        ) : (
          <span className="t2">{ROLES.find(({ value }) => value === role)?.label}</span>
        )}
      </td>
      <td style={{ width: 56 }}>
        {manages && (
          <button type="button" className="icb" aria-label={`Remove ${user.name}`} title="Remove" onClick={() => setRemoving(true)}>
            <IconTrash size={16} stroke={1.6} aria-hidden />
          </button>
        )}
        {removing && (
          <ConfirmDialog title={`Remove ${user.name}`} verb="Remove" onConfirm={confirm} onClose={() => setRemoving(false)}>
            {user.name} cannot open {project.name} any more. Their labels stay.
          </ConfirmDialog>
        )}
      </td>
    </tr>
  )
}

function Who({ user }: { user: Member["user"] }) {
  return (
    <span className="row">
      <Avatar person={user} large />
      <span>
        <span className="b5">{user.name}</span> <span className="t2 s12">{user.email}</span>
      </span>
    </span>
  )
}
