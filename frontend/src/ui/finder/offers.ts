/** What can be done on the page that is open, for the palette and the list of shortcuts. */
import { useEffect, useRef, useSyncExternalStore } from "react"
import type { Action } from "../../editor-core/keys/shortcuts"

/** An action as it can be done here and now. */
export interface Offer extends Action {
  readonly enabled: boolean
  readonly run: () => void
}

export type Opened = "palette" | "help" | null

type List = () => readonly Offer[]

let lists: readonly List[] = []
let opened: Opened = null
const listeners = new Set<() => void>()

/** Everything that the open page offers. */
export function offers(): readonly Offer[] {
  return lists.flatMap((list) => list())
}

/** Offer actions for as long as the component is on screen. */
export function useOffers(list: List): void {
  const latest = useRef(list)
  useEffect(() => {
    latest.current = list
  })
  useEffect(() => {
    const own: List = () => latest.current()
    lists = [...lists, own]
    return () => {
      lists = lists.filter((other) => other !== own)
    }
  }, [])
}

/** Open the palette or the list of shortcuts; null closes them. */
export function open(what: Opened): void {
  opened = what
  for (const listener of listeners) listener()
}

/** Which of them is open. */
export function useOpened(): Opened {
  return useSyncExternalStore(listen, () => opened)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
