/** What may be asked of the clips: folders, labels, confidence, tags, recordings, people, comments. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconCheck } from "@tabler/icons-react"
import { type ReactNode, useState } from "react"
import type { Dataset, Facets, LabelClass, Member, Project } from "../../api/types"
import { Avatar, ClassSwatch } from "../../ui/parts"
import { may } from "../../ui/rights"
import { count } from "../../ui/words"
import { Confidence } from "./Confidence"
import { type DataSearch, flagged, LABELS, type ListName, poor, toggled, valuesOf } from "./filters"
import { Folders } from "./Folders"
import { Section } from "./Section"

export interface FilterBarProps {
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
  readonly facets: Facets | undefined
  readonly project: Project
  readonly members: readonly Member[]
  readonly datasets: readonly Dataset[]
}

const FEW = 8

export function FilterBar({ search, onSearch, facets, project, members, datasets }: FilterBarProps) {
  const shared = { search, onSearch }
  return (
    <aside className="filters" aria-label={t`Folders and filters`}>
      <Folders {...shared} datasets={datasets} facets={facets} trash={may(project, "manage")} />
      <Section title={t`Label source`}>
        {LABELS.map(([value, name]) => (
          <Choice key={value} {...shared} list="label" value={value} total={facets && (facets.labels[value] ?? 0)}>
            {i18n._(name)}
          </Choice>
        ))}
      </Section>
      <Confidence {...shared} bins={facets?.confidence ?? []} />
      <Tags {...shared} classes={project.classes} facets={facets} />
      <Recordings {...shared} counts={facets?.sources ?? {}} />
      <Section title={t`Assignee`}>
        {members.map(({ user }) => (
          <Choice key={user.id} {...shared} list="assignee" value={String(user.id)} total={facets && (facets.assignees[user.id] ?? 0)} sign={<Avatar person={user} />}>
            {user.name}
          </Choice>
        ))}
        <Choice {...shared} list="assignee" value="none" total={facets && (facets.assignees.none ?? 0)} sign={<Avatar person={null} />}>
          <Trans>Nobody</Trans>
        </Choice>
      </Section>
      <Section title={t`Picture`}>
        <Check on={search.quality_max !== undefined} onClick={() => onSearch(poor(search, search.quality_max === undefined))}>
          <Trans>Blurred or dark</Trans>
        </Check>
      </Section>
      <Section title={t`Comments`}>
        <Check on={search.comments !== undefined} onClick={() => onSearch(flagged(search, "comments", search.comments === undefined))}>
          <Trans>With open comments</Trans>
        </Check>
      </Section>
    </aside>
  )
}

interface Shared {
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
}

interface CheckProps {
  readonly on: boolean
  readonly total?: number | undefined
  readonly sign?: ReactNode
  readonly children: ReactNode
  readonly onClick: () => void
}

function Check({ on, total, sign, children, onClick }: CheckProps) {
  return (
    <button type="button" role="checkbox" aria-checked={on} className="fc" onClick={onClick}>
      <span className={on ? "chk on" : "chk"}>{on && <IconCheck size={12} stroke={2.4} aria-hidden />}</span>
      {sign}
      <span className="grow cut">{children}</span>
      {total !== undefined && <span className="t3 num s12">{count(total)}</span>}
    </button>
  )
}

type ChoiceProps = Shared & Omit<CheckProps, "on" | "onClick"> & { readonly list: ListName; readonly value: string }

function Choice({ search, onSearch, list, value, ...rest }: ChoiceProps) {
  const on = valuesOf(search, list).includes(value)
  return <Check {...rest} on={on} onClick={() => onSearch(toggled(search, list, value))} />
}

/** The tag classes, and archived ones that clips still have. */
function Tags({ search, onSearch, classes, facets }: Shared & { classes: readonly LabelClass[]; facets: Facets | undefined }) {
  const known = facets?.tags ?? {}
  const shown = classes.filter(({ kind, archived, id }) => kind === "tag" && (!archived || (known[id] ?? 0) > 0))
  if (shown.length === 0) return null
  return (
    <Section title={t`Tag`}>
      {shown.map(({ id, name, color }) => (
        <Choice key={id} search={search} onSearch={onSearch} list="tag" value={String(id)} total={facets && (known[id] ?? 0)} sign={<ClassSwatch slot={color} />}>
          {name}
        </Choice>
      ))}
    </Section>
  )
}

/** The recordings with the most clips; the others are found by search. */
function Recordings({ search, onSearch, counts }: Shared & { counts: Record<string, number> }) {
  const [all, setAll] = useState(false)
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a)
  if (sorted.length === 0) return null
  return (
    <Section title={t`Source recording`}>
      {(all ? sorted : sorted.slice(0, FEW)).map(([name, total]) => (
        <Choice key={name} search={search} onSearch={onSearch} list="source" value={name} total={total}>
          {name}
        </Choice>
      ))}
      {!all && sorted.length > FEW && (
        <button type="button" className="btn ghost sm acc" onClick={() => setAll(true)}>
          <Trans>{count(sorted.length - FEW)} more</Trans>
        </button>
      )}
    </Section>
  )
}
