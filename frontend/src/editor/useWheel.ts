/** Wheel events that may be kept from the browser; React listens to them passively. */
import { type RefObject, useEffect } from "react"

export function useWheel(ref: RefObject<HTMLElement | null>, turn: (event: WheelEvent) => void): void {
  useEffect(() => {
    const element = ref.current
    if (!element) return undefined
    element.addEventListener("wheel", turn, { passive: false })
    return () => element.removeEventListener("wheel", turn)
  })
}
