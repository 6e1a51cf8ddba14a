/** What may be asked of the clips: folders, labels, confidence, tags, recordings, people. */
import { RangeSlider } from "@mantine/core"
import { IconCheck, IconFolder, IconFolderOpen } from "@tabler/icons-react"
import { type ReactNode, useState } from "react"
import type { Dataset, Facets, LabelClass, Member } from "../../api/types"
import { Avatar, ClassSwatch } from "../../ui/parts"
import { count } from "../../ui/words"
import { confidenceOf, type DataSearch, LABELS, type ListName, toggled, valuesOf, withConfidence, withValues } from "./filters"

export interface FilterBarProps {
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
  readonly facets: Facets | undefined
  readonly classes: readonly LabelClass[]
  readonly members: readonly Member[]
  readonly datasets: readonly Dataset[]
}

const FEW = 8

export function FilterBar(props: FilterBarProps) {
  const { search, onSearch, facets, classes, members } = props
  const known = facets?.tags ?? {}
  const shared = { search, onSearch }
  return (
    <aside className="filters" aria-label="Folders and filters">
      <Folders {...props} />
      <Section title="Label source">
        {LABELS.map(([value, name]) => (
          <Choice key={value} {...shared} list="label" value={value} total={facets && (facets.labels[value] ?? 0)}>
            {name}
          </Choice>
        ))}
      </Section>
      <Confidence {...shared} />
      {classes.length > 0 && (
        <Section title="Tag">
          {classes
            .filter(({ kind, archived, id }) => kind === "tag" && (!archived || (known[id] ?? 0) > 0))
            .map(({ id, name, color }) => (
              <Choice key={id} {...shared} list="tag" value={String(id)} total={facets && (known[id] ?? 0)} sign={<ClassSwatch slot={color} />}>
                {name}
              </Choice>
            ))}
        </Section>
      )}
      <Recordings {...shared} counts={facets?.sources ?? {}} />
      <Section title="Assignee">
        {members.map(({ user }) => (
          <Choice key={user.id} {...shared} list="assignee" value={String(user.id)} sign={<Avatar person={user} />}>
            {user.name}
          </Choice>
        ))}
        <Choice {...shared} list="assignee" value="none">
          Nobody
        </Choice>
      </Section>
    </aside>
  )
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section>
      <div className="row">
        <h2 className="grow">{title}</h2>
        {note && <span className="num s12 t2">{note}</span>}
      </div>
      {children}
    </section>
  )
}

interface Shared {
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
}

interface ChoiceProps extends Shared {
  readonly list: ListName
  readonly value: string
  readonly total?: number | undefined
  readonly sign?: ReactNode
  readonly children: ReactNode
}

function Choice({ search, onSearch, list, value, total, sign, children }: ChoiceProps) {
  const on = valuesOf(search, list).includes(value)
  return (
    <button type="button" role="checkbox" aria-checked={on} className="fc" onClick={() => onSearch(toggled(search, list, value))}>
      <span className={on ? "chk on" : "chk"}>{on && <IconCheck size={12} stroke={2.4} aria-hidden />}</span>
      {sign}
      <span className="grow cut">{children}</span>
      {total !== undefined && <span className="t3 num s12">{count(total)}</span>}
    </button>
  )
}

/** The datasets of the project. */
function Folders({ search, onSearch, datasets }: FilterBarProps) {
  const chosen = new Set(valuesOf(search, "dataset"))
  const all = () => onSearch(withValues(search, "dataset", []))
  const several = datasets.length > 1 ? datasets : []
  return (
    <Section title="Folders">
      <Branch name="All clips" on={chosen.size === 0} total={datasets.reduce((sum, { items }) => sum + items, 0)} onClick={all} top />
      {several.map(({ id, name, items }) => (
        <Branch key={id} name={name} on={chosen.has(String(id))} total={items} onClick={() => onSearch(toggled(search, "dataset", String(id)))} />
      ))}
    </Section>
  )
}

function Branch({ name, on, total, onClick, top = false }: { name: string; on: boolean; total: number; onClick: () => void; top?: boolean }) {
  const Sign = top ? IconFolderOpen : IconFolder
  return (
    <button type="button" aria-pressed={on} className={on ? "branch on" : "branch"} style={top ? {} : { paddingLeft: 20 }} onClick={onClick}>
      <Sign size={16} stroke={1.6} className="i" aria-hidden />
      <span className="grow cut">{name}</span>
      <span className="num t3">{count(total)}</span>
    </button>
  )
}

function Confidence({ search, onSearch }: Shared) {
  const [moving, setMoving] = useState<[number, number] | null>(null)
  const [low, high] = moving ?? confidenceOf(search)
  return (
    <Section title="Confidence" note={`${low.toFixed(2)} – ${high.toFixed(2)}`}>
      <RangeSlider
        className="confidence"
        min={0}
        max={1}
        step={0.01}
        minRange={0.01}
        size={2}
        label={null}
        thumbSize={14}
        thumbFromLabel="Lowest confidence"
        thumbToLabel="Highest confidence"
        value={[low, high]}
        onChange={setMoving}
        onChangeEnd={(range) => {
          setMoving(null)
          onSearch(withConfidence(search, range))
        }}
      />
    </Section>
  )
}

/** The recordings with the most clips; the others are found by search. */
function Recordings({ search, onSearch, counts }: Shared & { counts: Record<string, number> }) {
  const [all, setAll] = useState(false)
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a)
  if (sorted.length === 0) return null
  return (
    <Section title="Source recording">
      {(all ? sorted : sorted.slice(0, FEW)).map(([name, total]) => (
        <Choice key={name} search={search} onSearch={onSearch} list="source" value={name} total={total}>
          {name}
        </Choice>
      ))}
      {!all && sorted.length > FEW && (
        <button type="button" className="btn ghost sm acc" onClick={() => setAll(true)}>
          {count(sorted.length - FEW)} more
        </button>
      )}
    </Section>
  )
}
