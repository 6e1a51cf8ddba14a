/** Drawing the spans of a tag class. */
import { i18n } from "@lingui/core"
import { mixed, withAlpha } from "./color"
import { ARROW_PX, drawArrows, isImported } from "./drawImported"
import { ROW_PX, type Row, type Segment, segmentsWithin } from "./rows"
import { colorOf, type Scene } from "./scene"
import { frameOf, xOf } from "./window"

/** As everywhere else on the page. */
const SCORE = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const
const GRIP_PX = 7
/** How far below the top of a span its arrow points to, and how far grips move it on. */
const ARROW_FOOT_PX = 14
const GRIPPED_PX = 7
/** Of one narrower than this nobody sees that its corners are round. */
const ROUND_PX = 8
/** One narrower than this has no room for a name. */
const WRITTEN_PX = 30

/** A span where it lies on screen. */
interface Shown {
  readonly segment: Segment
  readonly left: number
  readonly right: number
}

/** Draw a row of tags: a person's filled, a model's dashed with its confidence, begun ones open to the right. */
export function drawTags(context: CanvasRenderingContext2D, scene: Scene, row: Row, top: number): void {
  const plain: Shown[] = []
  const others: Shown[] = []
  for (const shown of shownOf(scene, row)) (isPlain(scene, shown.segment) ? plain : others).push(shown)
  drawPlain(context, scene, row, plain, top + 2)
  for (const shown of others) drawSpan(context, scene, row, shown, top + 2)
  if (row.open !== null) drawOpen(context, scene, row, row.open, top + 2)
}

function shownOf({ window, width }: Scene, row: Row): Shown[] {
  const found: Shown[] = []
  let drawnTo = -Infinity
  for (const segment of segmentsWithin(row, window.start, frameOf(width, window))) {
    const left = xOf(segment.start, window)
    const right = Math.max(xOf(segment.end, window), left + 1)
    // Where many spans share a pixel, one of them is enough.
    if (right <= drawnTo) continue
    drawnTo = Math.max(drawnTo, Math.floor(right))
    found.push({ segment, left, right })
  }
  return found
}

/** Whether a span looks like all the others of its row. */
function isPlain(scene: Scene, { record, index }: Segment): boolean {
  return record.source !== "model" && !isHeld(scene, record.id) && !isHovered(scene, record.id, index)
}

const isHeld = ({ selected, others }: Scene, id: string) => id === selected || others.has(id)
const isHovered = ({ hover }: Scene, id: string, index: number) => hover?.record === id && hover.index === index

/** Spans that look the same, thousands of them perhaps: a few shapes in all, whatever their number. */
function drawPlain(context: CanvasRenderingContext2D, scene: Scene, row: Row, spans: readonly Shown[], top: number): void {
  const { palette, width } = scene
  const color = colorOf(palette, row.labelClass.color)
  context.fillStyle = mixed(color, palette.panel, 0.26)
  context.strokeStyle = withAlpha(color, 0.55)
  context.lineWidth = 1
  context.setLineDash([])
  context.beginPath()
  for (const { left, right } of spans) {
    const [x, wide] = onScreen(left, right, width)
    if (wide > 2) body(context, x, wide, top)
    else context.fillRect(x + 0.5, top, Math.max(wide, 1), ROW_PX - 4)
  }
  context.fill()
  context.stroke()
  context.fillStyle = color
  context.beginPath()
  for (const { left, right } of spans) {
    if (left > -4 && right - left > 4) cap(context, left, right, top)
  }
  context.fill()
  drawArrows(context, spans.filter(({ segment }) => isImported(segment.record)), top + ARROW_FOOT_PX, palette.text1)
  spans.forEach((shown, at) => {
    // What begins within a span hides the rest of it.
    const right = Math.min(shown.right, spans[at + 1]?.left ?? shown.right)
    if (right - shown.left > WRITTEN_PX) write(context, scene, row.name, { ...shown, right }, top, false)
  })
}

function drawSpan(context: CanvasRenderingContext2D, scene: Scene, row: Row, shown: Shown, top: number): void {
  const { palette, width } = scene
  const { segment, left, right } = shown
  const color = colorOf(palette, row.labelClass.color)
  const model = segment.record.source === "model"
  const held = isHeld(scene, segment.record.id)
  const gripped = held || isHovered(scene, segment.record.id, segment.index)
  const [x, wide] = onScreen(left, right, width)
  context.beginPath()
  body(context, x, wide, top)
  context.setLineDash(model ? [4, 3] : [])
  if (!model) {
    context.fillStyle = mixed(color, palette.panel, 0.4)
    context.fill()
  } else if (held) {
    context.fillStyle = withAlpha(palette.model, 0.16)
    context.fill()
  }
  context.strokeStyle = model ? withAlpha(color, 0.85) : withAlpha(color, held ? 1 : 0.55)
  context.lineWidth = held ? 1.5 : 1
  if (wide > 2) context.stroke()
  context.setLineDash([])
  if (!model && left > -4 && wide > 4) {
    context.fillStyle = color
    context.beginPath()
    cap(context, left, right, top)
    context.fill()
  }
  if (gripped && wide > 3 * GRIP_PX) grips(context, color, left, right, top)
  if (isImported(segment.record)) drawArrows(context, [{ left: Math.max(left, 0) + (gripped ? GRIPPED_PX : 0), right }], top + ARROW_FOOT_PX, palette.text1)
  if (wide > WRITTEN_PX) write(context, scene, row.name, shown, top, gripped)
}

/** Where a span begins and how wide it is, of what can be seen: a path may not be a million pixels long. */
function onScreen(left: number, right: number, width: number): readonly [number, number] {
  const x = Math.max(left, -8)
  return [x, Math.min(right, width + 8) - x]
}

function body(context: CanvasRenderingContext2D, x: number, wide: number, top: number): void {
  const across = Math.max(wide - 1, 1)
  if (wide < ROUND_PX) context.rect(x + 0.5, top + 0.5, across, ROW_PX - 5)
  else context.roundRect(x + 0.5, top + 0.5, across, ROW_PX - 5, 4)
}

function cap(context: CanvasRenderingContext2D, left: number, right: number, top: number): void {
  if (right - left < ROUND_PX) context.rect(left, top, 3, ROW_PX - 4)
  else context.roundRect(left, top, 3, ROW_PX - 4, [3, 0, 0, 3])
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
  { palette, width }: Scene,
  name: string,
  shown: Shown,
  top: number,
  gripped: boolean,
): void {
  const { record } = shown.segment
  const [left, right] = [Math.max(shown.left, 0), Math.min(shown.right, width)]
  const x = left + 7 + (gripped ? GRIPPED_PX : 0) + (isImported(record) ? ARROW_PX : 0)
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
    context.fillText(i18n.number(record.confidence, SCORE), x + wide + 6, top + 14)
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
