/** Invitations that nobody has used yet. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { remove } from "../../api/client"
import { invitationsQuery } from "../../api/queries"
import { useSaving } from "../../ui/saving"
import { Table } from "../../ui/Table"
import { dayOf } from "../../ui/words"
import { roleName } from "./roles"

export function Invitations({ projectId }: { projectId: number }) {
  const found = useQuery(invitationsQuery(projectId)).data?.results ?? []
  const revoke = useSaving((id: number) => remove(`/projects/${projectId}/invitations/${id}`), ["project", projectId, "invitations"])
  if (found.length === 0) return null
  return (
    <section className="card" aria-label={t`Open invitations`}>
      <Table columns={[t`Open invitation`, t`Role`, t`Valid until`, { name: t`Actions`, look: "hidden" }]}>
        {found.map(({ id, email, role, expires_at }) => (
          <tr key={id}>
            <td>{email || t`Anybody with the link`}</td>
            <td className="t2">{roleName(role)}</td>
            <td className="t2 num">{dayOf(expires_at)}</td>
            <td>
              <button type="button" className="btn sm" onClick={() => revoke.mutate(id)}>
                <Trans>Withdraw</Trans>
              </button>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
