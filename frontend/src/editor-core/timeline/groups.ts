/** Rows put into groups: the tags, and each class of several tracks. People order and collapse them as they like. */
import { t } from "@lingui/core/macro"
import type { Annotation, LabelClass } from "../types"
import type { Row } from "./rows"

/** The row above a group's rows; it stands for them where they are collapsed. */
export interface GroupRow {
  readonly key: string
  readonly kind: "group"
  readonly name: string
  /** The class of all its rows; null for the tags. */
  readonly labelClass: LabelClass | null
  readonly rows: readonly Row[]
  readonly collapsed: boolean
}

export type AnyRow = Row | GroupRow

/** Where rows and groups were put among those beside them, by key; others lie where they come. */
export type Ranks = Readonly<Record<string, number>>

/** Rows that stay together; one alone needs no row above it. */
export interface Block {
  readonly key: string
  readonly name: string
  readonly labelClass: LabelClass | null
  readonly rows: readonly Row[]
}

/** The key of the group of all tags. */
export const TAGS = "tags"

/** The key of a record's class among groups and rows: what is said of it holds for all its records. */
export function classKey({ kind, class_id }: Pick<Annotation, "kind" | "class_id">): string {
  return kind === "tag" ? `class-${class_id}` : `tracks-${class_id}`
}

/** The groups of rows in the order they are shown in. */
export function blocksOf(rows: readonly Row[], ranks: Ranks): Block[] {
  const blocks = new Map<string, Row[]>()
  for (const row of rows) {
    const key = row.kind === "tags" ? TAGS : `tracks-${row.labelClass.id}`
    const same = blocks.get(key)
    if (same) same.push(row)
    else blocks.set(key, [row])
  }
  const made = [...blocks].map(([key, own]): Block => {
    const labelClass = key === TAGS ? null : (own[0]?.labelClass ?? null)
    return { key, name: labelClass?.name ?? t`Tags`, labelClass, rows: ranked(own, ranks) }
  })
  return ranked(made, ranks)
}

function ranked<One extends { readonly key: string }>(all: One[], ranks: Ranks): One[] {
  if (!all.some(({ key }) => key in ranks)) return all
  const places = new Map(all.map(({ key }, at) => [key, ranks[key] ?? at]))
  return all.toSorted((a, b) => (places.get(a.key) ?? 0) - (places.get(b.key) ?? 0))
}

/** The rows that are shown: each group under a row of its own, unless it is of one row only. */
export function shownRows(blocks: readonly Block[], collapsed: ReadonlySet<string>): AnyRow[] {
  return blocks.flatMap((block): readonly AnyRow[] => {
    if (block.rows.length === 1) return block.rows
    const closed = collapsed.has(block.key)
    const head: GroupRow = { ...block, kind: "group", collapsed: closed }
    return closed ? [head] : [head, ...block.rows]
  })
}

/** What a row or group may change places with: a row its group's rows, a group and what stands alone each other. */
interface Place {
  readonly siblings: readonly string[]
  readonly at: number
}

function placeOf(blocks: readonly Block[], key: string): Place {
  const group = blocks.find(({ rows }) => rows.length > 1 && rows.some((row) => row.key === key))
  if (group) {
    const siblings = group.rows.map((row) => row.key)
    return { siblings, at: siblings.indexOf(key) }
  }
  const siblings = blocks.map((block) => block.key)
  return { siblings, at: blocks.findIndex(({ key: own, rows }) => own === key || (rows.length === 1 && rows[0]?.key === key)) }
}

/** The ranks after a row or group was moved by some places among those beside it; null where it cannot go further. */
export function movedBy(blocks: readonly Block[], ranks: Ranks, key: string, by: number): Ranks | null {
  const { siblings, at } = placeOf(blocks, key)
  const to = Math.max(0, Math.min(at + by, siblings.length - 1))
  if (at < 0 || to === at) return null
  const order = siblings.toSpliced(at, 1).toSpliced(to, 0, ...siblings.slice(at, at + 1))
  return { ...ranks, ...Object.fromEntries(order.map((one, place) => [one, place])) }
}

/** How many places a row or group would move to be where another one is; 0 where that is none of its own. */
export function distanceTo(blocks: readonly Block[], key: string, other: string): number {
  const { siblings, at } = placeOf(blocks, key)
  const holder = blocks.find((block) => block.key === other || block.rows.some((row) => row.key === other))
  const to = siblings.indexOf(siblings.includes(other) ? other : (holder?.key ?? ""))
  return at < 0 || to < 0 ? 0 : to - at
}

/** How many of a group's rows lie over each frame, as the frames at which that changes. */
export interface Coverage {
  readonly frames: readonly number[]
  /** From each frame on, until the next. */
  readonly counts: readonly number[]
  readonly most: number
}

const coverages = new WeakMap<readonly Row[], Coverage>()

/** Counted once for the same rows. */
export function coverageOf(rows: readonly Row[]): Coverage {
  const known = coverages.get(rows)
  if (known) return known
  const changes = new Map<number, number>()
  for (const { start, end } of rows.flatMap((row) => row.segments)) {
    changes.set(start, (changes.get(start) ?? 0) + 1)
    changes.set(end, (changes.get(end) ?? 0) - 1)
  }
  const frames = [...changes.keys()].sort((a, b) => a - b)
  let now = 0
  const counts = frames.map((frame) => (now += changes.get(frame) ?? 0))
  const made = { frames, counts, most: counts.reduce((most, count) => Math.max(most, count), 1) }
  coverages.set(rows, made)
  return made
}
