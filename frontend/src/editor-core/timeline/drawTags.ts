/** Drawing the spans of a tag class. */
import { mixed, withAlpha } from "./color"
import { ROW_PX, type Row, type Segment, segmentsWithin } from "./rows"
import { colorOf, type Scene } from "./scene"
import { frameOf, xOf } from "./window"

const GRIP_PX = 7

/** Draw a row of tags: a person's filled, a model's dashed with its confidence, begun ones open to the right. */
export function drawTags(context: CanvasRenderingContext2D, scene: Scene, row: Row, top: number): void {
  const { window, width } = scene
  let drawnTo = -Infinity
  for (const segment of segmentsWithin(row, window.start, frameOf(width, window))) {
    const left = xOf(segment.start, window)
    const right = Math.max(xOf(segment.end, window), left + 1)
    // Where many spans share a pixel, one of them is enough.
    if (right <= drawnTo) continue
    drawnTo = Math.max(drawnTo, Math.floor(right))
    drawSpan(context, scene, row, segment, left, right, top + 2)
  }
  if (row.open !== null) drawOpen(context, scene, row, row.open, top + 2)
}

function drawSpan(
  context: CanvasRenderingContext2D,
  scene: Scene,
  row: Row,
  segment: Segment,
  left: number,
  right: number,
  top: number,
): void {
  const { palette, width } = scene
  const color = colorOf(palette, row.labelClass.color)
  const model = segment.record.source === "model"
  const held = segment.record.id === scene.selected || scene.others.has(segment.record.id)
  const hovered = scene.hover?.record === segment.record.id && scene.hover.index === segment.index
  const x = Math.max(left, -8)
  const wide = Math.min(right, width + 8) - x
  context.beginPath()
  context.roundRect(x + 0.5, top + 0.5, Math.max(wide - 1, 1), ROW_PX - 5, 4)
  context.setLineDash(model ? [4, 3] : [])
  if (!model) {
    context.fillStyle = mixed(color, palette.panel, held || hovered ? 0.4 : 0.26)
    context.fill()
  } else if (held) {
    context.fillStyle = withAlpha(palette.model, 0.16)
    context.fill()
  }
  context.strokeStyle = model ? withAlpha(color, 0.85) : withAlpha(color, held ? 1 : 0.55)
  context.lineWidth = held ? 1.5 : 1
  if (wide > 2) context.stroke()
  context.setLineDash([])
  if (!model && left > -4 && wide > 4) cap(context, color, left, top)
  if ((held || hovered) && wide > 3 * GRIP_PX) grips(context, color, left, right, top)
  if (wide > 30) write(context, scene, row.name, segment, Math.max(left, 0), Math.min(right, width), top, held || hovered)
}

function cap(context: CanvasRenderingContext2D, color: string, left: number, top: number): void {
  context.fillStyle = color
  context.beginPath()
  context.roundRect(left, top, 3, ROW_PX - 4, [3, 0, 0, 3])
  context.fill()
}

function grips(context: CanvasRenderingContext2D, color: string, left: number, right: number, top: number): void {
  for (const x of [left, right - GRIP_PX]) {
    context.fillStyle = color
    context.beginPath()
    context.roundRect(x, top, GRIP_PX, ROW_PX - 4, x === left ? [3, 0, 0, 3] : [0, 3, 3, 0])
    context.fill()
    context.fillStyle = "rgba(10, 12, 15, 0.75)"
    context.fillRect(x + 2.5, top + 5, 2, ROW_PX - 14)
  }
}

function write(
  context: CanvasRenderingContext2D,
  { palette }: Scene,
  name: string,
  { record }: Segment,
  left: number,
  right: number,
  top: number,
  gripped: boolean,
): void {
  const x = left + (gripped ? 14 : 7)
  context.save()
  context.beginPath()
  context.rect(left, top, right - left - (gripped ? 9 : 4), ROW_PX)
  context.clip()
  context.font = `500 11px ${palette.font}`
  context.fillStyle = record.source === "model" ? palette.text2 : palette.text1
  context.fillText(name, x, top + 14)
  if (record.confidence !== null && record.source === "model") {
    const wide = context.measureText(name).width
    context.font = `600 11px ${palette.font}`
    context.fillStyle = palette.model
    context.fillText(record.confidence.toFixed(2), x + wide + 6, top + 14)
  }
  context.restore()
}

/** A span that was begun: it grows with the playhead and has no end yet. */
function drawOpen(context: CanvasRenderingContext2D, scene: Scene, row: Row, from: number, top: number): void {
  const { window, palette, playhead } = scene
  const color = colorOf(palette, row.labelClass.color)
  const [a, b] = [xOf(from, window), xOf(playhead, window)]
  const [left, right] = [Math.min(a, b), Math.max(a, b, Math.min(a, b) + 3)]
  const gradient = context.createLinearGradient(a, 0, b === a ? a + 3 : b, 0)
  gradient.addColorStop(0, mixed(color, palette.panel, 0.26))
  gradient.addColorStop(1, mixed(color, palette.panel, 0.62))
  context.fillStyle = gradient
  context.beginPath()
  context.roundRect(left, top, right - left, ROW_PX - 4, b >= a ? [4, 0, 0, 4] : [0, 4, 4, 0])
  context.fill()
  context.fillStyle = color
  context.fillRect(a - (b < a ? 3 : 0), top, 3, ROW_PX - 4)
  if (right - left < 30) return
  context.font = `500 11px ${palette.font}`
  context.fillStyle = palette.text1
  context.fillText(row.name, Math.max(left, 0) + 7, top + 14, right - left - 10)
}
