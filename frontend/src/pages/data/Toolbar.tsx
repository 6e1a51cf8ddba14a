/** How many clips match, what is asked of them, their order, grid or list, and how large their pictures are. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowsSort, IconChevronDown, IconLayoutGrid, IconList, IconMinus, IconPackageExport, IconPlus, IconX } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { Facets, Project } from "../../api/types"
import { MenuButton } from "../../ui/opening/MenuButton"
import { may } from "../../ui/rights"
import { clipCount, lasting } from "../../ui/words"
import { type Chip, cleared, type DataSearch, filterOf, readDataSearch, type Sort, SORTS } from "./filters"

const ICON = { size: 14, stroke: 1.6, "aria-hidden": true } as const

interface ToolbarProps {
  readonly project: Project
  readonly facets: Facets | undefined
  readonly chips: readonly Chip[]
  readonly search: DataSearch
  readonly onSearch: (search: DataSearch) => void
  readonly onZoom: (by: 1 | -1) => void
}

export function Toolbar({ project, facets, chips, search, onSearch, onZoom }: ToolbarProps) {
  return (
    <div className="row tools">
      <span className="b6 num" style={{ whiteSpace: "nowrap" }} role="status">
        {facets && clipCount(facets.total)}
        {facets && facets.seconds > 0 && <span className="t3 length"> · {lasting(facets.seconds)}</span>}
      </span>
      <div className="chips">
        {chips.map(({ key, text, without }) => (
          <button key={key} type="button" className="pill" aria-label={t`Remove filter ${text}`} onClick={() => onSearch(without)}>
            <span className="cut">{text}</span>
            <IconX size={12} stroke={1.6} className="i t3" aria-hidden />
          </button>
        ))}
      </div>
      {chips.length > 0 && (
        <button type="button" className="btn ghost sm acc" onClick={() => onSearch(cleared(search))}>
          <Trans>Clear</Trans>
        </button>
      )}
      <span className="grow" />
      {may(project, "export") && (
        <Link to="/p/$project/exports" params={{ project: String(project.id) }} search={filterOf(search)} className="btn ghost sm" title={t`Export these clips`}>
          <IconPackageExport {...ICON} />
          <Trans>Export</Trans>
        </Link>
      )}
      <SortMenu search={search} onSearch={onSearch} />
      {search.view !== "list" && <PictureSize onZoom={onZoom} />}
      <ViewSwitch search={search} onSearch={onSearch} />
    </div>
  )
}

type Shared = Pick<ToolbarProps, "search" | "onSearch">

function SortMenu({ search, onSearch }: Shared) {
  const chosen = search.sort ?? "newest"
  return (
    <MenuButton
      position="bottom-end"
      width={184}
      className="btn sm"
      aria-label={t`Order: ${i18n._(SORTS[chosen])}`}
      items={(Menu) =>
        (Object.keys(SORTS) as Sort[]).map((sort) => (
          <Menu.Item key={sort} onClick={() => onSearch(readDataSearch({ ...search, sort }))}>
            {i18n._(SORTS[sort])}
          </Menu.Item>
        ))
      }
    >
      <IconArrowsSort {...ICON} />
      {i18n._(SORTS[chosen])}
      <IconChevronDown {...ICON} />
    </MenuButton>
  )
}

function PictureSize({ onZoom }: Pick<ToolbarProps, "onZoom">) {
  return (
    <span className="seg" role="group" aria-label={t`Picture size`}>
      <button type="button" data-command="zoom-out" aria-label={t`Smaller pictures`} title={t`Smaller pictures`} onClick={() => onZoom(-1)}>
        <IconMinus {...ICON} />
      </button>
      <button type="button" data-command="zoom-in" aria-label={t`Larger pictures`} title={t`Larger pictures`} onClick={() => onZoom(1)}>
        <IconPlus {...ICON} />
      </button>
    </span>
  )
}

function ViewSwitch({ search, onSearch }: Shared) {
  const list = search.view === "list"
  const show = (view: string) => onSearch(readDataSearch({ ...search, view }))
  return (
    <span className="seg" role="group" aria-label={t`View`}>
      <button type="button" className={list ? "" : "on"} aria-label={t`Grid`} aria-pressed={!list} onClick={() => show("grid")}>
        <IconLayoutGrid {...ICON} />
      </button>
      <button type="button" className={list ? "on" : ""} aria-label={t`List`} aria-pressed={list} onClick={() => show("list")}>
        <IconList {...ICON} />
      </button>
    </span>
  )
}
