/** The stages with their counts, and how much is complete. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Facets, Stage } from "../../api/types"
import { StageDot, stageColor } from "../../ui/parts"
import { stageName } from "../../ui/stages"
import { count, percent } from "../../ui/words"
import { type DataSearch, valuesOf, withValues } from "./filters"

interface StageTabsProps {
  readonly stages: readonly Stage[]
  readonly facets: Facets | undefined
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
}

export function StageTabs({ stages, facets, search, onSearch }: StageTabsProps) {
  const chosen = valuesOf(search, "stage")
  // The counts of stages do not shrink by the stage that is chosen: each tab says what it would show.
  const counts = facets?.stages ?? {}
  const total = Object.values(counts).reduce((sum, clips) => sum + clips, 0)
  return (
    <div className="stages">
      <nav className="row" style={{ gap: 4 }} aria-label={t`Stage`}>
        <Tab name={t`All`} total={facets && total} on={chosen.length === 0} onClick={() => onSearch(withValues(search, "stage", []))} />
        {stages.map(({ id, kind, name }) => (
          <Tab
            key={id}
            name={stageName(name)}
            kind={kind}
            total={facets && (counts[id] ?? 0)}
            on={chosen.includes(id)}
            onClick={() => onSearch(withValues(search, "stage", [id]))}
          />
        ))}
      </nav>
      <span className="grow" />
      {total > 0 && <Funnel stages={stages} counts={counts} total={total} />}
    </div>
  )
}

interface TabProps {
  readonly name: string
  readonly kind?: string
  readonly total: number | undefined
  readonly on: boolean
  readonly onClick: () => void
}

function Tab({ name, kind, total, on, onClick }: TabProps) {
  return (
    <button type="button" aria-current={on ? "true" : undefined} className={on ? "st on" : "st"} onClick={onClick}>
      {kind && <StageDot kind={kind} />}
      <span className="b5">{name}</span>
      <span className="num t3">{total === undefined ? "" : count(total)}</span>
    </button>
  )
}

function Funnel({ stages, counts, total }: { stages: readonly Stage[]; counts: Record<string, number>; total: number }) {
  const complete = stages.filter(({ kind }) => kind === "complete").reduce((sum, { id }) => sum + (counts[id] ?? 0), 0)
  const share = complete / total
  return (
    <span className="row t2 s12">
      <span className="fun" aria-hidden>
        {stages
          .filter(({ id }) => (counts[id] ?? 0) > 0)
          .map(({ id, kind }) => (
            <i key={id} style={{ flexGrow: counts[id], background: stageColor(kind) }} />
          ))}
      </span>
      <span className="num"><Trans>{percent(share)} complete</Trans></span>
    </span>
  )
}
