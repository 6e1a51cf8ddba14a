/** Drawing the row above a group: collapsed, it shows where its rows lie. */
import { mixed, withAlpha } from "./color"
import { coverageOf, type GroupRow } from "./groups"
import { ROW_PX, type Row } from "./rows"
import { colorOf, type Scene } from "./scene"
import { frameOf, xOf } from "./window"

const LINE_PX = 3
const REACH_PX = 16

export function drawGroup(context: CanvasRenderingContext2D, scene: Scene, group: GroupRow, top: number): void {
  context.fillStyle = withAlpha(scene.palette.raised, 0.6)
  context.fillRect(0, top, scene.width, ROW_PX - 1)
  if (!group.collapsed) return
  if (group.labelClass) drawCoverage(context, scene, group, colorOf(scene.palette, group.labelClass.color), top + ROW_PX - 4)
  else drawLines(context, scene, group.rows, top)
}

/** Tags collapsed: a line for each class, as far as there is room. */
function drawLines(context: CanvasRenderingContext2D, scene: Scene, rows: readonly Row[], top: number): void {
  const high = Math.min(LINE_PX, Math.max(1, Math.floor((ROW_PX - 6) / rows.length) - 1))
  const fitting = Math.floor((ROW_PX - 6) / (high + 1))
  rows.slice(0, fitting).forEach((row, at) => {
    context.fillStyle = colorOf(scene.palette, row.labelClass.color)
    let drawnTo = -Infinity
    for (const { start, end } of row.segments) {
      const left = xOf(start, scene.window)
      const right = Math.max(xOf(end, scene.window), left + 1)
      if (left > scene.width) break
      if (right < 0 || right <= drawnTo) continue
      context.fillRect(left, top + 3 + at * (high + 1), right - left, high)
      drawnTo = Math.ceil(right)
    }
  })
}

/** Tracks collapsed: the more there are at a frame, the higher. */
function drawCoverage(context: CanvasRenderingContext2D, scene: Scene, { rows }: GroupRow, color: string, foot: number): void {
  const { frames, counts, most } = coverageOf(rows)
  const [from, to] = [scene.window.start, frameOf(scene.width, scene.window)]
  context.fillStyle = mixed(color, scene.palette.panel, 0.6)
  let [pixel, highest] = [-1, 0]
  for (let at = Math.max(upTo(frames, from) - 1, 0); at < frames.length && (frames[at] ?? 0) < to; at += 1) {
    const left = Math.floor(Math.max(xOf(frames[at] ?? 0, scene.window), 0))
    const right = Math.ceil(Math.min(xOf(frames[at + 1] ?? to, scene.window), scene.width))
    const high = ((counts[at] ?? 0) / most) * REACH_PX
    // Where several share a pixel, the highest is enough.
    if (right - 1 === pixel && high <= highest) continue
    if (high > 0) context.fillRect(left, foot - high, Math.max(right - left, 1), high)
    pixel = right - 1
    highest = high
  }
}

function upTo(sorted: readonly number[], frame: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= frame) low = middle + 1
    else high = middle
  }
  return low
}
