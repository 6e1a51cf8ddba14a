/** Drawing the timeline. What it costs depends on what is visible, not on what there is. */
import { drawLanes } from "./drawLanes"
import { drawTags } from "./drawTags"
import { drawTrack } from "./drawTrack"
import { drawRuler } from "./ruler"
import { rowsTop } from "./lanes"
import { ROW_PX, type Row, RULER_PX } from "./rows"
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
}

/** The rows on screen and where each begins. */
export function visibleRows({ rows, lanes, scroll, height }: Pick<Scene, "rows" | "lanes" | "scroll" | "height">) {
  const top = rowsTop(lanes)
  const first = Math.max(0, Math.floor(scroll / ROW_PX))
  const last = Math.ceil((scroll + height - top) / ROW_PX)
  return rows.slice(first, last).map((row, at) => ({ row, top: top + (first + at) * ROW_PX - scroll }))
}

function drawRow(context: CanvasRenderingContext2D, scene: Scene, row: Row, top: number): void {
  const { palette, width } = scene
  if (row.record !== null && row.record.id === scene.selected) {
    context.fillStyle = palette.hover
    context.fillRect(0, top, width, ROW_PX)
  }
  context.globalAlpha = 0.45
  context.fillStyle = palette.line
  context.fillRect(0, top + ROW_PX - 1, width, 1)
  context.globalAlpha = 1
  if (row.kind === "tags") drawTags(context, scene, row, top)
  else drawTrack(context, scene, row, top)
}

/** The range between In and Out. */
function drawRange(context: CanvasRenderingContext2D, scene: Scene): void {
  const { in: from, out: to } = scene.marks
  const { palette, window, height } = scene
  context.fillStyle = palette.accent
  for (const frame of [from, to]) {
    if (frame !== null) context.fillRect(Math.round(xOf(frame, window)) - 1, RULER_PX, 2, height)
  }
  if (from === null || to === null) return
  context.globalAlpha = 0.12
  context.fillRect(xOf(from, window), RULER_PX, xOf(to, window) - xOf(from, window), height)
  context.globalAlpha = 1
}

/** What playing repeats, as a bar at the foot of the ruler. */
function drawLoop(context: CanvasRenderingContext2D, { loop, palette, window }: Scene): void {
  if (!loop) return
  context.fillStyle = palette.accent
  context.fillRect(xOf(loop[0], window), RULER_PX - 3, xOf(loop[1], window) - xOf(loop[0], window), 3)
}

function drawComments(context: CanvasRenderingContext2D, { marks, palette, window, width }: Scene): void {
  context.fillStyle = palette.warn
  for (const frame of marks.comments) {
    const x = xOf(frame + 0.5, window)
    if (x < -8 || x > width + 8) continue
    context.beginPath()
    context.arc(x, RULER_PX - 5, 3, 0, Math.PI * 2)
    context.fill()
  }
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
