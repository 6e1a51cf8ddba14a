/** How unsure a model is along the clip, or how likely it finds a class there. */
import type { Doubt } from "../types"
import { withAlpha } from "./color"
import type { Lane } from "./lanes"
import type { Scene } from "./scene"
import { frameOf, xOf } from "./window"

/** Draw the lane: a hill where the number is high, flat where it is low. Stretches are sorted. */
export function drawDoubt(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, all: readonly Doubt[], shows: "score" | "value" = "value"): void {
  const points = pointsOf(scene, lane, all, shows)
  const color = shows === "score" ? scene.palette.accent : scene.palette.warn
  const [first] = points
  const last = points.at(-1)
  if (!first || !last) return
  const foot = lane.top + lane.height - 1
  context.beginPath()
  context.moveTo(first.x, foot)
  context.lineTo(first.x, first.y)
  points.slice(1).forEach((point, at) => {
    const before = points[at] ?? point
    const middle = (before.x + point.x) / 2
    context.bezierCurveTo(middle, before.y, middle, point.y, point.x, point.y)
  })
  context.lineTo(last.x, foot)
  context.closePath()
  context.fillStyle = withAlpha(color, 0.4)
  context.fill()
  context.strokeStyle = color
  context.lineWidth = 1
  context.stroke()
}

/** One point a stretch, at most one a pixel: of those that share one the highest. */
function pointsOf({ window, width }: Scene, { top, height }: Lane, all: readonly Doubt[], shows: "score" | "value") {
  const [from, to] = [frameOf(0, window), frameOf(width, window)]
  const first = Math.max(all.findIndex(({ end }) => end > from) - 1, 0)
  const points: { x: number; y: number }[] = []
  const add = (frame: number, value: number) => {
    const x = xOf(frame, window)
    const y = top + 3 + (1 - value) * (height - 5)
    const last = points.at(-1)
    if (last && x - last.x < 1) last.y = Math.min(last.y, y)
    else points.push({ x, y })
  }
  for (let at = first; at < all.length; at += 1) {
    const one = all[at]
    if (!one) break
    const value = one[shows] ?? 0
    if (at === 0) add(one.start, value)
    add((one.start + one.end) / 2, value)
    if (at === all.length - 1) add(one.end, value)
    if (one.start > to) break
  }
  return points
}
