/** What happened lately. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconBrain } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { AuditEntry } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { Avatar } from "../../ui/parts"
import { useNow } from "../../ui/useNow"
import { ago } from "../../ui/words"
import { type Deeds, deedWords, gathered } from "./activityWords"

const SHOWN = 8

export function Activity({ project, entries }: { project: Project; entries: readonly AuditEntry[] }) {
  const deeds = gathered(entries).slice(0, SHOWN)
  return (
    <section className="card ov-card" aria-label={t`Activity`}>
      <h2><Trans>Activity</Trans></h2>
      {deeds.length === 0 && <p className="t2 ov-none"><Trans>Nothing happened yet.</Trans></p>}
      <ul className="ov-deeds">
        {deeds.map((deed) => (
          <Deed key={deed.first.id} project={project} deed={deed} />
        ))}
      </ul>
    </section>
  )
}

function Deed({ project, deed: { first, times } }: { project: Project; deed: Deeds<AuditEntry> }) {
  const now = useNow()
  const item = /^item:(\d+)$/.exec(first.subject)?.[1]
  const words = deedWords(first.action)
  return (
    <li className="row">
      {first.user ? (
        <Avatar person={first.user} />
      ) : (
        <span className="av ov-itself" aria-hidden>
          <IconBrain size={12} stroke={1.6} />
        </span>
      )}
      <span className="grow cut">
        <b className="b5">{first.user?.name ?? t`Cliploop`}</b>{" "}
        {item !== undefined && times === 1 ? (
          <Link to="/p/$project/items/$item" params={{ project: String(project.id), item }} className="ov-link">
            {words}
          </Link>
        ) : (
          words
        )}
        {times > 1 && <span className="t3 num"> ×{times}</span>}
      </span>
      <span className="t3 s12 num">{ago(first.at, now)}</span>
    </li>
  )
}
