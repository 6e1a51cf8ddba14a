/** Where clips lie: datasets, folders, the trash. One at a time. */
import { t } from "@lingui/core/macro"
import { IconDatabase, IconFolder, IconFolderOpen, IconTrash } from "@tabler/icons-react"
import type { ReactNode } from "react"
import type { Dataset, Facets } from "../../api/types"
import { count } from "../../ui/words"
import { type DataSearch, flagged, valuesOf, withValues } from "./filters"
import { Section } from "./Section"

const ICON = { size: 16, stroke: 1.6, className: "i", "aria-hidden": true } as const
const STEP_PX = 12

interface FoldersProps {
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
  readonly datasets: readonly Dataset[]
  readonly facets: Facets | undefined
  /** Who may not delete has no trash. */
  readonly trash: boolean
}

export function Folders({ search, onSearch, datasets, facets, trash }: FoldersProps) {
  const everywhere = flagged(withValues(withValues(search, "dataset", []), "folder", []), "deleted", false)
  const chosen = { dataset: valuesOf(search, "dataset"), folder: valuesOf(search, "folder") }
  const all = chosen.dataset.length + chosen.folder.length === 0 && !search.deleted
  const folders = foldersOf(facets?.folders ?? {})
  return (
    <Section title={t`Folders`}>
      <Branch name={t`All clips`} icon={<IconFolderOpen {...ICON} />} on={all} total={sum(facets?.folders)} onClick={() => onSearch(everywhere)} />
      {datasets.length > 1 &&
        datasets.map(({ id, name }) => (
          <Branch
            key={id}
            name={name}
            icon={<IconDatabase {...ICON} />}
            depth={1}
            on={chosen.dataset.includes(String(id))}
            total={facets && (facets.datasets[id] ?? 0)}
            onClick={() => onSearch(withValues(everywhere, "dataset", [String(id)]))}
          />
        ))}
      {folders.map(({ path, name, depth, total }) => (
        <Branch
          key={path}
          name={name}
          title={path}
          icon={<IconFolder {...ICON} />}
          depth={depth}
          on={chosen.folder.includes(path)}
          total={total}
          onClick={() => onSearch(withValues(everywhere, "folder", [path]))}
        />
      ))}
      {trash && <Branch name={t`Trash`} icon={<IconTrash {...ICON} />} on={search.deleted !== undefined} onClick={() => onSearch(flagged(everywhere, "deleted", true))} />}
    </Section>
  )
}

interface BranchProps {
  readonly name: string
  readonly title?: string
  readonly icon: ReactNode
  readonly depth?: number
  readonly on: boolean
  readonly total?: number | undefined
  readonly onClick: () => void
}

function Branch({ name, title = name, icon, depth = 0, on, total, onClick }: BranchProps) {
  return (
    <button type="button" aria-pressed={on} title={title} className={on ? "branch on" : "branch"} style={{ paddingLeft: 8 + depth * STEP_PX }} onClick={onClick}>
      {icon}
      <span className="grow cut">{name}</span>
      {total !== undefined && <span className="num t3">{count(total)}</span>}
    </button>
  )
}

export interface Folder {
  readonly path: string
  readonly name: string
  readonly depth: number
  readonly total: number
}

/** The named folders by their paths, each as deep as its path. */
export function foldersOf(totals: Readonly<Record<string, number>>): Folder[] {
  return Object.entries(totals)
    .filter(([path]) => path !== "")
    .map(([path, total]) => ({ path, name: path.split("/").at(-1) ?? path, depth: path.split("/").length, total }))
    .toSorted((a, b) => a.path.localeCompare(b.path))
}

function sum(totals: Readonly<Record<string, number>> | undefined): number | undefined {
  return totals && Object.values(totals).reduce((all, one) => all + one, 0)
}
