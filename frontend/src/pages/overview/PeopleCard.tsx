/** Who labeled how much, and what review made of it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Overview } from "../../api/learningTypes"
import { Avatar } from "../../ui/parts"
import { count } from "../../ui/words"

export function PeopleCard({ people }: { people: Overview["people"] }) {
  return (
    <section className="card ov-card" aria-label={t`People`}>
      <h2><Trans>People</Trans></h2>
      {people.length === 0 ? (
        <p className="t2 ov-none"><Trans>Nobody labeled anything yet.</Trans></p>
      ) : (
        <div style={{ overflowX: "auto" }}>
          <table className="figures">
            <thead>
              <tr>
                <th scope="col"><Trans>Name</Trans></th>
                <th scope="col"><Trans>Labels</Trans></th>
                <th scope="col"><Trans>Approved</Trans></th>
                <th scope="col"><Trans>Sent back</Trans></th>
                <th scope="col"><Trans>Rate</Trans></th>
              </tr>
            </thead>
            <tbody>
              {people.map((row) => (
                <PersonRow key={row.user.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function PersonRow({ row: { user, labels, approved, rejected } }: { row: Overview["people"][number] }) {
  const judged = approved + rejected
  return (
    <tr>
      <th scope="row">
        <span className="row">
          <Avatar person={user} />
          <span className="cut">{user.name}</span>
        </span>
      </th>
      <td className="num">{count(labels)}</td>
      <td className="num">{count(approved)}</td>
      <td className="num">{count(rejected)}</td>
      <td className={judged > 0 ? "num b6" : "num t3"}>{judged > 0 ? `${Math.round((approved / judged) * 100)} %` : t`n/a`}</td>
    </tr>
  )
}
