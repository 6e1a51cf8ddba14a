/** How large cards are; kept in this browser. */
import { useState } from "react"
import { remember } from "../../ui/preferences"

const SIZES_PX = [160, 216, 296, 400] as const
const USUAL = 1
const KEY = "cliploop.cards"

export function useCardSize() {
  const [at, setAt] = useState(() => sizeAt(Number(localStorage.getItem(KEY) ?? USUAL)))
  const zoom = (by: 1 | -1) => {
    const next = sizeAt(at + by)
    remember(KEY, String(next))
    setAt(next)
  }
  return { narrowest: SIZES_PX[at] ?? SIZES_PX[USUAL], zoom }
}

/** A size that there is, whatever is kept. */
export function sizeAt(wanted: number): number {
  return Number.isInteger(wanted) ? Math.min(SIZES_PX.length - 1, Math.max(0, wanted)) : USUAL
}
