/** Which clips are chosen: some by name, or all that match. */

export interface Selection {
  readonly ids: ReadonlySet<number>
  /** Where a range begins. */
  readonly anchor: number | null
  /** All clips that the filter matches, shown or not. */
  readonly all: boolean
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, all: false }

/** One clip switched on or off. Out of *all*, the others of those shown stay. */
export function toggle({ ids, all }: Selection, id: number, shown: readonly number[]): Selection {
  const next = new Set(all ? shown : ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id, all: false }
}

/** Everything from the anchor to this clip, besides what is chosen. */
export function extend(selection: Selection, id: number, shown: readonly number[]): Selection {
  const from = selection.anchor === null ? -1 : shown.indexOf(selection.anchor)
  const to = shown.indexOf(id)
  if (from < 0 || to < 0) return toggle(selection, id, shown)
  const between = shown.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: new Set([...selection.ids, ...between]), anchor: selection.anchor, all: false }
}

/** All clips that are loaded. */
export function chooseShown(shown: readonly number[]): Selection {
  return { ids: new Set(shown), anchor: shown[0] ?? null, all: false }
}

/** All clips that match. */
export function chooseAll(shown: readonly number[]): Selection {
  return { ...chooseShown(shown), all: true }
}

export function isChosen({ ids, all }: Selection, id: number): boolean {
  return all || ids.has(id)
}

/** How many clips are chosen, of so many that match. */
export function chosenCount({ ids, all }: Selection, total: number): number {
  return all ? total : ids.size
}
