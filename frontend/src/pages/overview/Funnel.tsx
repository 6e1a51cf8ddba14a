/** The stages in their order, each with how many clips are in it. */
import { t } from "@lingui/core/macro"
import { IconChevronRight } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { Project, Stage } from "../../api/types"
import { StageDot, stageColor } from "../../ui/parts"
import { stageName } from "../../ui/stages"
import { count, percent } from "../../ui/words"

interface FunnelProps {
  readonly project: Project
  readonly stages: readonly Stage[]
  readonly counts: Readonly<Record<string, number>>
}

export function Funnel({ project, stages, counts }: FunnelProps) {
  const total = stages.reduce((sum, { id }) => sum + (counts[id] ?? 0), 0)
  if (stages.length === 0) return null
  return (
    <nav className="ov-funnel" aria-label={t`Clips by stage`}>
      {stages.map(({ id, kind, name }, at) => {
        const share = (counts[id] ?? 0) / Math.max(total, 1)
        return (
          <Link key={id} to="/p/$project/data" params={{ project: String(project.id) }} search={{ stage: id }} className="card ov-stage">
            <span className="row t2">
              <StageDot kind={kind} />
              <span className="grow cut">{stageName(name)}</span>
              {at < stages.length - 1 && <IconChevronRight size={14} stroke={1.6} className="i t3" aria-hidden />}
            </span>
            <span className="row">
              <span className="big num">{count(counts[id] ?? 0)}</span>
              <span className="grow" />
              <span className="t3 s12 num">{percent(share)}</span>
            </span>
            <span className="bar" aria-hidden>
              <i style={{ width: `${share * 100}%`, background: stageColor(kind) }} />
            </span>
          </Link>
        )
      })}
    </nav>
  )
}
