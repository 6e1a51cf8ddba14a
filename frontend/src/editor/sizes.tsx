/** How large the dock and the inspector are; kept per browser, reset by a double click. */
import { t } from "@lingui/core/macro"
import { type PointerEvent, useState } from "react"
import { remember } from "../ui/preferences"

export interface Sizes {
  readonly dock: string
  readonly inspector: string
}

const DEFAULT: Sizes = { dock: "clamp(240px, 38.6vh, 347px)", inspector: "312px" }
const KEPT_AS = "cliploop.workspace.sizes"
const STEP_PX = 16

type Resize = (side: keyof Sizes, size: number | null) => void

/** The sizes, and how to change one of them; null resets it. */
export function useSizes(): [Sizes, Resize] {
  const [sizes, setSizes] = useState<Sizes>(kept)
  const resize: Resize = (side, size) => {
    const next = { ...sizes, [side]: size === null ? DEFAULT[side] : `${limited(side, size)}px` }
    remember(KEPT_AS, JSON.stringify(next))
    setSizes(next)
  }
  return [sizes, resize]
}

function limited(side: keyof Sizes, size: number): number {
  const most = side === "dock" ? window.innerHeight * 0.7 : window.innerWidth * 0.4
  return Math.round(Math.min(Math.max(size, side === "dock" ? 160 : 264), most))
}

function kept(): Sizes {
  try {
    return { ...DEFAULT, ...(JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Sizes>) }
  } catch {
    return DEFAULT
  }
}

/** The edge to drag; arrow keys do the same. */
export function ResizeHandle({ side, resize }: { side: keyof Sizes; resize: Resize }) {
  const dock = side === "dock"
  const sizeAt = (event: { clientX: number; clientY: number }) =>
    dock ? window.innerHeight - event.clientY : window.innerWidth - event.clientX
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(side, sizeAt(event))
  }
  return (
    <button
      type="button"
      className={`ws-resize ${side}`}
      data-keeps-focus
      aria-label={dock ? t`Height of the timeline, arrow keys change it` : t`Width of the inspector, arrow keys change it`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => resize(side, null)}
      onKeyDown={(event) => {
        const by = { ArrowUp: STEP_PX, ArrowLeft: STEP_PX, ArrowDown: -STEP_PX, ArrowRight: -STEP_PX }[event.key]
        if (by === undefined) return
        event.preventDefault()
        const box = event.currentTarget.parentElement?.getBoundingClientRect()
        if (box) resize(side, (dock ? box.height : box.width) + by)
      }}
    />
  )
}
