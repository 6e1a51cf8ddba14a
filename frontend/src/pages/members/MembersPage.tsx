/** Who works here, as what, and inviting more. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select } from "@mantine/core"
import { IconTrash, IconUserPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { patch, remove } from "../../api/client"
import { datasetsQuery, membersQuery } from "../../api/queries"
import type { Member, Project, ProjectRole } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { Avatar, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useSaving, useSubmitting } from "../../ui/saving"
import { Table } from "../../ui/Table"
import { facetsQuery } from "../data/items"
import { FIRST_STAGES } from "../data/stages"
import { useProject } from "../shell/useProject"
import { Invitations } from "./Invitations"
import { InviteDialog } from "./InviteDialog"
import { roleName, roles } from "./roles"
import { SignInLink } from "./SignInLink"

const OPEN_KINDS = new Set(["dataset", "annotate"])

export function MembersPage() {
  const project = useProject()
  const members = useQuery(membersQuery(project.id))
  const [inviting, setInviting] = useState(false)
  const manages = may(project, "manage")
  const found = members.data?.results ?? []
  return (
    <>
      <PageHeader title={t`Members`} {...(members.data ? { note: plural(found.length, { one: "# person", other: "# people" }) } : {})}>
        {manages && (
          <button type="button" className="btn pri" onClick={() => setInviting(true)}>
            <IconUserPlus size={16} stroke={1.6} aria-hidden /> <Trans>Invite</Trans>
          </button>
        )}
      </PageHeader>
      <div className="body">
        {members.isPending && <SkeletonRows />}
        {members.isLoadingError && <ProblemState error={members.error} retry={() => void members.refetch()} />}
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
  const open = useOpen(project.id)
  return (
    <Table columns={[t`Person`, { name: t`Open clips`, look: "end" }, t`Role`, { name: t`Actions`, look: "hidden" }]}>
      {members.map((member) => (
        <MemberRow key={member.id} member={member} open={open} project={project} manages={manages} />
      ))}
    </Table>
  )
}

/** How many clips each person has still to label, and the filter that shows them. */
function useOpen(projectId: number) {
  const stages = useQuery(datasetsQuery(projectId)).data?.results.flatMap(({ workflow }) => workflow.stages)
  const open = [...new Set((stages ?? FIRST_STAGES).filter(({ kind }) => OPEN_KINDS.has(kind)).map(({ id }) => id))].join(",")
  const counts = useQuery(facetsQuery(projectId, { stage: open })).data?.assignees
  return { stage: open, countOf: (userId: number) => counts && (counts[userId] ?? 0) }
}

interface MemberRowProps {
  readonly member: Member
  readonly project: Project
  readonly open: ReturnType<typeof useOpen>
  readonly manages: boolean
}

function MemberRow({ member, project, open, manages }: MemberRowProps) {
  const { id, user, role } = member
  const [removing, setRemoving] = useState(false)
  const change = useSaving((next: ProjectRole) => patch(`/projects/${project.id}/members/${id}`, { role: next }), ["project", project.id])
  return (
    <tr>
      <td>
        <Who user={user} />
      </td>
      <td className="num end" style={{ width: 112 }}>
        <Link to="/p/$project/data" params={{ project: String(project.id) }} search={{ assignee: String(user.id), stage: open.stage }} className="plain" aria-label={t`Open clips of ${user.name}: ${open.countOf(user.id) ?? ""}`}>
          {open.countOf(user.id)}
        </Link>
      </td>
      <td style={{ width: 176 }}>
        {manages ? (
          <Select aria-label={t`Role of ${user.name}`} data={roles()} value={role} onChange={(next) => change.mutate(next as ProjectRole)} />
        ) : (
          <span className="t2">{roleName(role)}</span>
        )}
      </td>
      <td style={{ width: 96 }}>
        <span className="row" style={{ justifyContent: "flex-end" }}>
          <SignInLink user={user} />
          {manages && (
            <button type="button" className="icb" aria-label={t`Remove ${user.name}`} title={t`Remove`} onClick={() => setRemoving(true)}>
              <IconTrash size={16} stroke={1.6} aria-hidden />
            </button>
          )}
        </span>
        {removing && <RemoveDialog member={member} project={project} onClose={() => setRemoving(false)} />}
      </td>
    </tr>
  )
}

function RemoveDialog({ member: { id, user }, project, onClose }: Pick<MemberRowProps, "member" | "project"> & { onClose: () => void }) {
  const drop = useSubmitting(() => remove(`/projects/${project.id}/members/${id}`), ["project", project.id])
  const confirm = async () => {
    await drop.mutateAsync(undefined)
    onClose()
  }
  return (
    <ConfirmDialog title={t`Remove ${user.name}`} verb={t`Remove`} onConfirm={confirm} onClose={onClose}>
      <Trans>{user.name} cannot open {project.name} any more. Their labels stay.</Trans>
    </ConfirmDialog>
  )
}

function Who({ user }: { user: Member["user"] }) {
  return (
    <span className="row" style={{ minWidth: 0 }}>
      <Avatar person={user} large />
      <span style={{ display: "grid", minWidth: 0 }}>
        <span className="b5 cut">{user.name}</span>
        <span className="t2 s12 cut">{user.email}</span>
      </span>
    </span>
  )
}
