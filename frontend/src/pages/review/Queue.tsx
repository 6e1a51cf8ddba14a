/** What waits for review, the longest waiting first. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconMessage } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import type { ReviewEntry } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { Avatar } from "../../ui/parts"
import { useNow } from "../../ui/useNow"
import { ago } from "../../ui/words"

interface QueueProps {
  readonly project: Project
  readonly entries: readonly ReviewEntry[]
  readonly at: number
}

export function Queue({ project, entries, at }: QueueProps) {
  const now = useNow()
  return (
    <nav className="rv-queue" aria-label={t`Waiting for review`}>
      <div className="row rv-qh">
        <h2 className="grow"><Trans>Queue</Trans></h2>
        <span className="t2 s12"><Trans>Oldest first</Trans></span>
      </div>
      <ul>
        {entries.map((entry, index) => (
          <QueueRow key={entry.item.id} project={project} entry={entry} on={index === at} now={now} />
        ))}
      </ul>
    </nav>
  )
}

interface QueueRowProps {
  readonly project: Project
  readonly entry: ReviewEntry
  readonly on: boolean
  readonly now: number
}

function QueueRow({ project, entry: { item, submitted_at, added, changed, removed }, on, now }: QueueRowProps) {
  const ref = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (!on) return
    ref.current?.scrollIntoView({ block: "nearest" })
    // Whoever goes through the queue by keys stays in it.
    if (document.activeElement?.closest(".rv-queue")) ref.current?.focus()
  }, [on])
  return (
    <li>
      <Link
        ref={ref}
        className={on ? "rv-qi on" : "rv-qi"}
        to="/p/$project/review/$item"
        params={{ project: String(project.id), item: String(item.id) }}
        search={{}}
        aria-current={on ? "true" : undefined}
      >
        {item.media ? <img src={item.media.poster} alt="" loading="lazy" decoding="async" /> : <span className="none" />}
        <span className="grow">
          <span className="cut b5 rv-qname" title={item.name}>
            {item.name}
          </span>
          <span className="row" style={{ gap: 6 }}>
            <Avatar person={item.author} />
            <Counts added={added} changed={changed} removed={removed} />
            <span className="grow" />
            {item.comments > 0 && <IconMessage size={12} stroke={1.6} className="i t3" aria-label={plural(item.comments, { one: "# open comment", other: "# open comments" })} />}
            {submitted_at && <span className="t2 s12 num">{ago(submitted_at, now)}</span>}
          </span>
        </span>
      </Link>
    </li>
  )
}

/** +2 ~1 −1; nothing changed says so. */
function Counts({ added, changed, removed }: Record<"added" | "changed" | "removed", number>) {
  if (added + changed + removed === 0) return <span className="t3 s12"><Trans>no change</Trans></span>
  return (
    <span className="rv-counts num s12">
      {added > 0 && <span className="ok" aria-label={t`${added} added`}>+{added}</span>}
      {changed > 0 && <span className="warn" aria-label={t`${changed} changed`}>~{changed}</span>}
      {removed > 0 && <span className="bad" aria-label={t`${removed} removed`}>−{removed}</span>}
    </span>
  )
}
