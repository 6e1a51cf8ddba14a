/** Whoever goes by keys keeps their place where what had the focus goes away, such as the row of a label that they delete. */
import { useEffect } from "react"
import type { Region } from "../editor-core/viewState"
import { AROUND, PLACES } from "./regions"

const TAKES_FOCUS = ["a[href]", "button:enabled", "input:enabled", "select:enabled", "textarea:enabled", "summary", "[tabindex]"].join()

export function KeptFocus() {
  useEffect(() => {
    const root = document.querySelector(".ws")
    return root ? keepFocus(root) : undefined
  }, [])
  return null
}

/** What follows takes the focus, else what stands before it, else its region. Answers how to stop. */
function keepFocus(root: Element): () => void {
  let last: Element | null = null
  let byKeys = false
  const note = ({ target }: Event) => {
    last = target instanceof Element ? target : null
  }
  // Who leaves for somewhere else, or for nothing, did not lose what is still there.
  const leave = () => queueMicrotask(() => {
    if (last?.isConnected && last !== document.activeElement) last = null
  })
  const press = ({ type }: Event) => {
    byKeys = type === "keydown"
  }
  const watcher = new MutationObserver((changes) => {
    const lost = last
    if (!lost || (lost.isConnected && !lost.matches(":disabled"))) return
    last = null
    const isElsewhere = document.activeElement !== document.body && document.activeElement !== lost
    // Who presses with a pointer is given the picture, and a dialog gives the focus back itself.
    if (!isElsewhere && byKeys && !lost.closest("[role=dialog]")) heirOf(lost, changes, root)?.focus()
  })
  const stop = new AbortController()
  const { signal } = stop
  watcher.observe(root, { subtree: true, childList: true, attributeFilter: ["disabled"] })
  root.addEventListener("focusin", note, { signal })
  root.addEventListener("focusout", leave, { signal })
  window.addEventListener("keydown", press, { signal, capture: true })
  window.addEventListener("pointerdown", press, { signal, capture: true })
  return () => {
    watcher.disconnect()
    stop.abort()
  }
}

function heirOf(lost: Element, changes: readonly MutationRecord[], root: Element): HTMLElement | null {
  const removal = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)))
  const parent = removal?.target instanceof Element ? removal.target : lost.parentElement
  const isListed = removal !== undefined && parent !== root && !parent?.closest(".ws-picture")
  return (isListed ? beside(removal) : null) ?? placeAround(parent)
}

/** The nearest that takes the focus among what stood beside something that was removed. */
function beside({ previousSibling, nextSibling }: MutationRecord): HTMLElement | null {
  for (let node = nextSibling; node; node = node.nextSibling) {
    const found = focusable(node)[0]
    if (found) return found
  }
  for (let node = previousSibling; node; node = node.previousSibling) {
    const found = focusable(node)[0]
    if (found) return found
  }
  return null
}

function focusable(node: Node): HTMLElement[] {
  if (!(node instanceof HTMLElement)) return []
  return node.matches(TAKES_FOCUS) ? [node] : [...node.querySelectorAll<HTMLElement>(TAKES_FOCUS)]
}

/** What takes the focus for a region, by something that lies in it; the picture, where that is in none. */
function placeAround(element: Element | null): HTMLElement | null {
  const regions = Object.keys(AROUND) as Region[]
  const region = regions.find((one) => element?.closest(AROUND[one])) ?? "canvas"
  return document.querySelector<HTMLElement>(PLACES[region])
}
