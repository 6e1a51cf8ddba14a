/** The keys of the data page. They act unless a text field or a menu has the focus. */
import { useEffect, useRef } from "react"

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
}

export function useKeys(keys: DataKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || ownsKeys(event.target)) return
      if (press(event, latest.current)) event.preventDefault()
    }
    window.addEventListener("keydown", listen)
    return () => window.removeEventListener("keydown", listen)
  }, [])
}

function ownsKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox], [role=slider]") !== null
  )
}

/** Whether the key meant something. */
function press(event: KeyboardEvent, keys: DataKeys): boolean {
  const act = meaning(event, keys)
  act?.()
  return act !== null
}

/** What a key does here, if anything. */
export function meaning(event: Pressed, keys: DataKeys): (() => void) | null {
  if (event.ctrlKey || event.metaKey) return event.shiftKey ? null : WITH_CONTROL[event.key.toLowerCase()]?.(keys) ?? null
  if (event.altKey) return null
  // Where + and − are on the keyboard differs, and + may need Shift.
  if (event.key === "+") return () => keys.zoom(1)
  if (event.key === "-" || event.key === "−") return () => keys.zoom(-1)
  if (event.shiftKey) return scrubbing(event, keys)
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  if (digit) return () => keys.digit(Number(digit))
  return PLAIN[event.key]?.(keys) ?? null
}

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">

const WITH_CONTROL: Readonly<Record<string, (keys: DataKeys) => () => void>> = {
  a: ({ all }) => all,
  z: ({ undo }) => undo,
}

const PLAIN: Readonly<Record<string, (keys: DataKeys) => () => void>> = {
  "/": ({ search }) => search,
  Escape: ({ clear }) => clear,
  t: ({ pick }) => pick,
  Home: ({ first }) => first,
  End: ({ last }) => last,
  Delete: ({ remove }) => remove,
  Backspace: ({ remove }) => remove,
  ArrowLeft: ({ step }) => () => step(-1),
  ArrowRight: ({ step }) => () => step(1),
  ArrowUp: ({ row }) => () => row(-1),
  ArrowDown: ({ row }) => () => row(1),
}

function scrubbing({ key }: Pressed, { scrub }: DataKeys): (() => void) | null {
  if (key === "ArrowLeft") return () => scrub(-1)
  return key === "ArrowRight" ? () => scrub(1) : null
}
