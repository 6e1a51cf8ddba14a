/** The keys of the data page. They act unless a text field or a menu has the focus. */
import { useEffect, useRef } from "react"
import { isCovered, type Press } from "../../editor-core/keymap"
import { DATA } from "../../editor-core/keys/pages"
import { keymap, meaning as meaningOf, type Taste, USUAL } from "../../editor-core/keys/shortcuts"
import { useOffers } from "../../ui/finder/offers"
import { useTaste } from "../../ui/preferences"

export interface DataKeys {
  readonly all: () => void
  readonly clear: () => void
  readonly search: () => void
  readonly digit: (digit: number) => void
  readonly remove: () => void
  /** Move the focus by so many clips. */
  readonly step: (by: number) => void
  readonly row: (by: number) => void
  readonly scrub: (by: number) => void
  readonly first: () => void
  readonly last: () => void
  /** Choose a class for the selection. */
  readonly pick: () => void
  /** Larger (1) or smaller (-1) cards. */
  readonly zoom: (by: 1 | -1) => void
  readonly undo: () => void
  readonly redo: () => void
}

export function useKeys(keys: DataKeys): void {
  const latest = useRef(keys)
  const taste = useTaste()
  useOffers(() => DATA.map((action) => ({ ...action, enabled: action.id !== "tag", run: () => ACTS[action.id](keys, "") })))
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isCovered() || ownsKeys(event.target)) return
      const act = meaning(event, latest.current, taste)
      if (!act) return
      act()
      event.preventDefault()
    }
    window.addEventListener("keydown", listen)
    return () => window.removeEventListener("keydown", listen)
  }, [taste])
}

function ownsKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox], [role=slider]") !== null
  )
}

/** What a key does here, if anything. */
export function meaning(event: Press, keys: DataKeys, taste: Taste = USUAL): (() => void) | null {
  const found = meaningOf(keymap<DataAction>(DATA, taste), event, taste)
  return found && (() => ACTS[found.action.id](keys, found.key))
}

type DataAction = (typeof DATA)[number]

const ACTS: Readonly<Record<DataAction["id"], (keys: DataKeys, key: string) => void>> = {
  "one-back": ({ step }) => step(-1),
  "one-forward": ({ step }) => step(1),
  up: ({ row }) => row(-1),
  down: ({ row }) => row(1),
  first: ({ first }) => first(),
  last: ({ last }) => last(),
  "nudge-left-1": ({ scrub }) => scrub(-1),
  "nudge-right-1": ({ scrub }) => scrub(1),
  tag: ({ digit }, key) => digit(Number(key)),
  pick: ({ pick }) => pick(),
  all: ({ all }) => all(),
  cancel: ({ clear }) => clear(),
  delete: ({ remove }) => remove(),
  undo: ({ undo }) => undo(),
  redo: ({ redo }) => redo(),
  search: ({ search }) => search(),
  "zoom-in": ({ zoom }) => zoom(1),
  "zoom-out": ({ zoom }) => zoom(-1),
}
