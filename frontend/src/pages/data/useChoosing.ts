/** The loaded clips, which of them are chosen, and the keys that act on them. */
import { t } from "@lingui/core/macro"
import { useInfiniteQuery } from "@tanstack/react-query"
import { type RefObject, useCallback, useMemo, useRef, useState } from "react"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { redoLast, undoLast } from "../../ui/toasts"
import { type DataSearch, filterOf } from "./filters"
import { itemsQuery, type Target, useBulk, useTagging } from "./items"
import { chooseAll, chooseShown, chosenCount, extend, isChosen, NOTHING, toggle } from "./selection"
import { tagClasses } from "./tagClasses"
import { useCardSize } from "./useCardSize"
import { useKeys } from "./useKeys"

const SCRUB = 0.05

export function useChoosing(project: Project, search: DataSearch, field: RefObject<HTMLInputElement | null>) {
  const query = useInfiniteQuery(itemsQuery(project.id, search))
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.results) ?? [], [query.data])
  const ids = useMemo(() => items.map(({ id }) => id), [items])
  const [selection, setSelection] = useState(NOTHING)
  const [picking, setPicking] = useState(false)
  const focus = useFocus(ids)
  const size = useCardSize()
  const target = { selection, filter: filterOf(search) }
  const clear = () => {
    setSelection(NOTHING)
    setPicking(false)
  }
  const chosen = chosenCount(selection, Math.max(1, ids.length))
  const acts = useActs(project, target, chosen, clear)
  const pick = () => setPicking(chosen > 0 && may(project, "annotate"))
  const all = () => setSelection(chooseShown(ids))
  useKeys({ ...focus.keys, ...acts, all, clear, pick, search: () => field.current?.focus(), zoom: size.zoom, undo: undoLast, redo: redoLast })
  const choose = useCallback(
    (id: number, range: boolean) => setSelection((before) => (range ? extend(before, id, ids) : toggle(before, id, ids))),
    [ids],
  )
  return {
    query,
    items,
    focus,
    chosen,
    target,
    clear,
    choose,
    narrowest: size.narrowest,
    zoom: size.zoom,
    picker: { open: picking, onOpen: setPicking },
    all: () => setSelection(chooseAll(ids)),
    isChosen: (id: number) => isChosen(selection, id),
  }
}

/** What keys do with the chosen clips. */
function useActs(project: Project, target: Target, chosen: number, clear: () => void) {
  const tagging = useTagging(project.id, target)
  const bulk = useBulk(project.id, target)
  const digit = (hotkey: number) => {
    const found = tagClasses(project).find((one) => one.hotkey === hotkey)
    if (found && chosen > 0 && may(project, "annotate")) tagging.mutate({ classId: found.id, name: found.name })
  }
  const remove = () => {
    if (chosen === 0 || !may(project, "manage") || target.filter.deleted) return
    bulk.mutate({ ask: { action: "delete" }, done: (clips) => t`${clips} moved to the trash` }, { onSuccess: clear })
  }
  return { digit, remove }
}

export type Choosing = ReturnType<typeof useChoosing>

/** Which clip the keyboard is on, and where in it. */
function useFocus(ids: readonly number[]) {
  const [at, setAt] = useState<{ id: number; share: number | null } | null>(null)
  const columns = useRef(1)
  const go = (by: number) => {
    const from = at === null ? -1 : ids.indexOf(at.id)
    const id = ids[Math.min(ids.length - 1, Math.max(0, from + by))]
    if (id !== undefined) document.querySelector<HTMLElement>(`[data-clip="${id}"]`)?.focus()
  }
  const scrub = (by: number) =>
    setAt((before) => before && { ...before, share: Math.min(1, Math.max(0, (before.share ?? 0) + by * SCRUB)) })
  const onFocus = useCallback((id: number) => setAt((before) => (before?.id === id ? before : { id, share: null })), [])
  const onColumns = useCallback((number: number) => {
    columns.current = number
  }, [])
  const shareOf = (id: number) => (at?.id === id ? at.share : null)
  const keys = { step: go, row: (by: number) => go(by * columns.current), scrub, first: () => reach(ids[0], 0), last: () => reach(ids.at(-1), "end") }
  return { shareOf, onFocus, onColumns, keys }
}

/** Bring the first or the last clip into sight, where it exists only then, and focus it. */
function reach(id: number | undefined, end: 0 | "end"): void {
  const scroller = document.querySelector(".scroller")
  scroller?.scrollTo({ top: end === 0 ? 0 : scroller.scrollHeight })
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-clip="${id}"]`)?.focus()))
}
