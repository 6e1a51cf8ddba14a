/** Which clips are shown: held by the address, sent to the server as it is. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"

import { decimal } from "../../ui/words"

export const LISTS = ["stage", "state", "folder", "label", "tag", "source", "assignee", "dataset"] as const
export type ListName = (typeof LISTS)[number]

export const SORTS = {
  newest: msg`Newest first`,
  name: msg`Name`,
  uncertain: msg`Least certain first`,
  longest: msg`Longest first`,
  useful: msg`Most useful first`,
  quality: msg`Worst picture first`,
} as const satisfies Readonly<Record<string, MessageDescriptor>>
export type Sort = keyof typeof SORTS

/** Who made a clip's labels. */
export const LABELS = [
  ["human", msg`Human`],
  ["model", msg`Model`],
  ["import", msg`Import`],
  ["none", msg`No label`],
] as const

/** What a source of labels is called. */
export function labelSource(value: string): string {
  const found = LABELS.find(([label]) => label === value)
  return found ? i18n._(found[1]) : value
}

/** What the address of the data page says. Lists are comma lists. */
export interface DataSearch {
  stage?: string
  state?: string
  folder?: string
  label?: string
  tag?: string
  source?: string
  assignee?: string
  dataset?: string
  confidence_min?: string
  confidence_max?: string
  /** As "0.30": only clips that are known to be no better. */
  quality_max?: string
  q?: string
  cell?: string
  /** "true": only clips with open comments. */
  comments?: string
  /** "true": the trash. */
  deleted?: string
  sort?: Sort
  view?: "list"
}

export type Filter = Omit<DataSearch, "sort" | "view">

const TEXTS = ["confidence_min", "confidence_max", "quality_max", "q", "cell"] as const
/** Below this a clip's middling frame is blurred or dark. */
const POOR = "0.30"
const FLAGS = ["comments", "deleted"] as const
export type FlagName = (typeof FLAGS)[number]

/** Only what the page knows, only what is not empty. */
export function readDataSearch(search: Record<string, unknown>): DataSearch {
  const found: DataSearch = {}
  for (const name of [...LISTS, ...TEXTS]) {
    const value = search[name]
    if (typeof value === "string" && value !== "") found[name] = value
  }
  for (const name of FLAGS) if (search[name] === "true") found[name] = "true"
  if (isSort(search.sort) && search.sort !== "newest") found.sort = search.sort
  if (search.view === "list") found.view = "list"
  return found
}

function isSort(value: unknown): value is Sort {
  return typeof value === "string" && Object.hasOwn(SORTS, value)
}

/** The part that decides which clips are meant, without how they are shown. */
export function filterOf(search: DataSearch): Filter {
  const found = { ...search }
  delete found.sort
  delete found.view
  return found
}

/** The filter as bulk actions take it: lists as lists, so that names may hold commas one day. */
export function bulkFilter(filter: Filter): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, isList(name) ? value.split(",") : value]),
  )
}

function isList(name: string): name is ListName {
  return (LISTS as readonly string[]).includes(name)
}

/** The values chosen in a list. */
export function valuesOf(search: DataSearch, name: ListName): readonly string[] {
  return search[name]?.split(",") ?? []
}

/** The search with one value of a list switched on or off. */
export function toggled(search: DataSearch, name: ListName, value: string): DataSearch {
  const before = valuesOf(search, name)
  const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value]
  return withValues(search, name, after)
}

/** The search with exactly these values of a list. */
export function withValues(search: DataSearch, name: ListName, values: readonly string[]): DataSearch {
  return readDataSearch({ ...search, [name]: values.join(",") })
}

/** The search with a flag set or not. */
export function flagged(search: DataSearch, name: FlagName, on: boolean): DataSearch {
  return readDataSearch({ ...search, [name]: on ? "true" : "" })
}

/** The search with a range of confidence; the whole range is no filter. */
export function withConfidence(search: DataSearch, [low, high]: readonly [number, number]): DataSearch {
  return readDataSearch({
    ...search,
    confidence_min: low > 0 ? low.toFixed(2) : "",
    confidence_max: high < 1 ? high.toFixed(2) : "",
  })
}

/** The search for clips that are blurred or dark, or no longer for them. */
export function poor(search: DataSearch, on: boolean): DataSearch {
  return readDataSearch({ ...search, quality_max: on ? POOR : "" })
}

/** The range of confidence that is asked for. */
export function confidenceOf({ confidence_min, confidence_max }: DataSearch): [number, number] {
  return [share(confidence_min, 0), share(confidence_max, 1)]
}

function share(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text)
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : otherwise
}

/** The search that shows the same way, but all clips. */
export function cleared({ sort, view }: DataSearch): DataSearch {
  return { ...(sort ? { sort } : {}), ...(view ? { view } : {}) }
}

/** One chip above the clips: what it says, and the search without it. */
export interface Chip {
  readonly key: string
  readonly text: string
  readonly without: DataSearch
}

const TITLES: Record<ListName, MessageDescriptor> = {
  stage: msg`Stage`,
  state: msg`State`,
  folder: msg`Folder`,
  label: msg`Label source`,
  tag: msg`Tag`,
  source: msg`Recording`,
  assignee: msg`Assignee`,
  dataset: msg`Dataset`,
}

/** The chips of a search; `nameOf` says what a value is called. */
export function chipsOf(search: DataSearch, nameOf: (list: ListName, value: string) => string): Chip[] {
  const chips: Chip[] = LISTS.flatMap((list) =>
    valuesOf(search, list).map((value) => ({
      key: `${list}:${value}`,
      text: `${i18n._(TITLES[list])}: ${nameOf(list, value)}`,
      without: toggled(search, list, value),
    })),
  )
  const [low, high] = confidenceOf(search)
  if (low > 0 || high < 1) {
    const text = t`Confidence ${decimal(low, 2)} – ${decimal(high, 2)}`
    chips.push({ key: "confidence", text, without: withConfidence(search, [0, 1]) })
  }
  if (search.quality_max) chips.push({ key: "quality", text: t`Blurred or dark`, without: poor(search, false) })
  if (search.q) chips.push({ key: "q", text: `“${search.q}”`, without: readDataSearch({ ...search, q: "" }) })
  if (search.cell) {
    chips.push({ key: "cell", text: t`A cell of the confusion matrix`, without: readDataSearch({ ...search, cell: "" }) })
  }
  if (search.comments) chips.push({ key: "comments", text: t`With open comments`, without: flagged(search, "comments", false) })
  if (search.deleted) chips.push({ key: "deleted", text: t`Trash`, without: flagged(search, "deleted", false) })
  return chips
}
