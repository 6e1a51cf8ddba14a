/** Drawing the timeline. What it costs depends on what is visible, not on what there is. */
import { withAlpha } from "./color"
import { drawGroup } from "./drawGroup"
import { drawLanes } from "./drawLanes"
import { drawComments } from "./drawMarks"
import { drawTags } from "./drawTags"
import { drawTrack } from "./drawTrack"
import { drawRuler } from "./ruler"
import type { AnyRow } from "./groups"
import { rowsTop } from "./lanes"
import { ROW_PX, RULER_PX } from "./rows"
import type { Scene } from "./scene"
import { xOf } from "./window"

/** Draw a scene on a canvas whose transform is set to CSS pixels. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette, width, height } = scene
  context.fillStyle = palette.panel
  context.fillRect(0, 0, width, height)
  context.save()
  context.beginPath()
  const top = rowsTop(scene.lanes)
  context.rect(0, top, width, height - top)
  context.clip()
  for (const { row, top: at } of visibleRows(scene)) drawRow(context, scene, row, at)
  context.restore()
  drawLanes(context, scene)
  drawRange(context, scene)
  drawRuler(context, scene)
  drawLoop(context, scene)
  drawComments(context, scene)
  drawPlayhead(context, scene)
  drawSnap(context, scene)
}

/** The rows on screen and where each begins. */
export function visibleRows({ rows, lanes, scroll, height }: Pick<Scene, "rows" | "lanes" | "scroll" | "height">) {
  const top = rowsTop(lanes)
  const first = Math.max(0, Math.floor(scroll / ROW_PX))
  const last = Math.ceil((scroll + height - top) / ROW_PX)
  return rows.slice(first, last).map((row, at) => ({ row, top: top + (first + at) * ROW_PX - scroll }))
}

function drawRow(context: CanvasRenderingContext2D, scene: Scene, row: AnyRow, top: number): void {
  const { palette, width } = scene
  if (row.kind === "track" && row.record !== null && (row.record.id === scene.selected || scene.others.has(row.record.id))) {
    context.fillStyle = palette.hover
    context.fillRect(0, top, width, ROW_PX)
  }
  context.globalAlpha = 0.45
  context.fillStyle = palette.line
  context.fillRect(0, top + ROW_PX - 1, width, 1)
  context.globalAlpha = 1
  if (row.kind === "group") drawGroup(context, scene, row, top)
  else if (row.kind === "tags") drawTags(context, scene, row, top)
  else drawTrack(context, scene, row, top)
  if (scene.faded(row)) {
    context.fillStyle = withAlpha(palette.panel, 0.7)
    context.fillRect(0, top, width, ROW_PX - 1)
  }
}

/** The range between In and Out, over all rows or those that were chosen for it. */
function drawRange(context: CanvasRenderingContext2D, scene: Scene): void {
  const { in: from, out: to } = scene.marks
  const { palette, window, height } = scene
  context.fillStyle = palette.accent
  for (const frame of [from, to]) {
    if (frame !== null) context.fillRect(Math.round(xOf(frame, window)) - 1, RULER_PX, 2, height)
  }
  if (from === null || to === null) return
  const [left, right] = [xOf(Math.min(from, to), window), xOf(Math.max(from, to), window)]
  context.globalAlpha = 0.14
  if (scene.rangeRows.size === 0) context.fillRect(left, RULER_PX, right - left, height)
  for (const { row, top } of scene.rangeRows.size > 0 ? visibleRows(scene) : []) {
    if (scene.rangeRows.has(row.key)) context.fillRect(left, top, right - left, ROW_PX - 1)
  }
  context.globalAlpha = 1
}

/** Where the edge that is being dragged caught on something. */
function drawSnap(context: CanvasRenderingContext2D, { snap, palette, window, height }: Scene): void {
  if (snap === null) return
  context.fillStyle = palette.accent
  for (let y = RULER_PX; y < height; y += 6) context.fillRect(Math.round(xOf(snap, window)) - 0.5, y, 1, 3)
}

/** What playing repeats, as a bar at the foot of the ruler. */
function drawLoop(context: CanvasRenderingContext2D, { loop, palette, window }: Scene): void {
  if (!loop) return
  context.fillStyle = palette.accent
  context.fillRect(xOf(loop[0], window), RULER_PX - 3, xOf(loop[1], window) - xOf(loop[0], window), 3)
}

function drawPlayhead(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette, window, playhead, height, width } = scene
  const x = Math.round(xOf(playhead, window))
  if (x < -40 || x > width + 40) return
  context.globalAlpha = scene.settled ? 1 : 0.5
  context.fillStyle = palette.text1
  context.fillRect(x - 0.75, 18, 1.5, height)
  context.font = `600 11px ${palette.font}`
  const text = String(playhead)
  const wide = Math.max(38, context.measureText(text).width + 14)
  const left = Math.min(Math.max(x - wide / 2, 0), width - wide)
  context.beginPath()
  context.roundRect(left, 1, wide, 18, 4)
  context.fill()
  context.fillStyle = palette.app
  context.textAlign = "center"
  context.fillText(text, left + wide / 2, 14)
  context.textAlign = "left"
  context.globalAlpha = 1
}
