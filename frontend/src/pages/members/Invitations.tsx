/** Invitations that nobody has used yet. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { remove } from "../../api/client"
import { invitationsQuery } from "../../api/queries"
import { useSaving } from "../../ui/saving"
import { dayOf } from "../../ui/words"
import { roleName } from "./roles"

export function Invitations({ projectId }: { projectId: number }) {
  const found = useQuery(invitationsQuery(projectId)).data?.results ?? []
  const revoke = useSaving((id: number) => remove(`/projects/${projectId}/invitations/${id}`), ["project", projectId, "invitations"])
  if (found.length === 0) return null
  return (
    <section className="card" aria-label={t`Open invitations`}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col"><Trans>Open invitation</Trans></th>
            <th scope="col"><Trans>Role</Trans></th>
            <th scope="col"><Trans>Valid until</Trans></th>
            <th scope="col">
              <span className="hidden-text"><Trans>Actions</Trans></span>
            </th>
          </tr>
        </thead>
        <tbody>
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
        </tbody>
      </table>
    </section>
  )
}
