/** Invitations that nobody has used yet. */
import { useQuery } from "@tanstack/react-query"
import { remove } from "../../api/client"
import { invitationsQuery } from "../../api/queries"
import { useSaving } from "../../ui/saving"
import { dayOf } from "../../ui/words"
import { ROLES } from "./roles"

export function Invitations({ projectId }: { projectId: number }) {
  const found = useQuery(invitationsQuery(projectId)).data?.results ?? []
  const revoke = useSaving((id: number) => remove(`/projects/${projectId}/invitations/${id}`), ["project", projectId, "invitations"])
  if (found.length === 0) return null
  return (
    <section className="card" aria-label="Open invitations">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Open invitation</th>
            <th scope="col">Role</th>
            <th scope="col">Valid until</th>
            <th scope="col">
              <span className="hidden-text">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map(({ id, email, role, expires_at }) => (
            <tr key={id}>
              <td>{email || "Anybody with the link"}</td>
              <td className="t2">{ROLES.find(({ value }) => value === role)?.label}</td>
              <td className="t2 num">{dayOf(expires_at)}</td>
              <td>
                <button type="button" className="btn sm" onClick={() => revoke.mutate(id)}>
                  Withdraw
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
