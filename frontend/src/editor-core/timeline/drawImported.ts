/** The small arrow on what was imported. */
import type { Annotation } from "../types"

/** How far what is written beside the arrow moves on. */
export const ARROW_PX = 11
/** What is narrower has no room for it. */
const ROOM_PX = 16
const HIGH_PX = 7

/** Whether a label came from elsewhere, and nobody decided on it as on a model's. */
export function isImported({ source }: Annotation): boolean {
  return source === "import"
}

/** Draw arrows on bars from `left` to `right`, where they begin on screen; their points lie at `foot`. */
export function drawArrows(
  context: CanvasRenderingContext2D,
  bars: readonly { readonly left: number; readonly right: number }[],
  foot: number,
  color: string,
): void {
  context.strokeStyle = color
  context.lineWidth = 1.25
  context.setLineDash([])
  context.beginPath()
  for (const { left, right } of bars) {
    if (right - Math.max(left, 0) < ROOM_PX) continue
    const x = Math.round(Math.max(left, 0)) + 10.5
    context.moveTo(x, foot - HIGH_PX)
    context.lineTo(x, foot)
    context.moveTo(x - 3, foot - 3)
    context.lineTo(x, foot)
    context.lineTo(x + 3, foot - 3)
  }
  context.stroke()
}
