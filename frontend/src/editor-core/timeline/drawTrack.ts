/** Drawing a track: where it exists, where it is interpolated, and its keyframes. */
import { countUpTo, type Keyframe, sorted } from "../interpolate"
import { rangeAt } from "../ranges"
import type { Annotation } from "../types"
import { mixed, withAlpha } from "./color"
import { drawArrows, isImported } from "./drawImported"
import { drawSteps } from "./drawMarks"
import { ROW_PX, type Row, segmentsWithin } from "./rows"
import { colorOf, type Scene } from "./scene"
import { frameOf, xOf } from "./window"

export const DIAMOND_PX = 4.9
/** Diamonds nearer than this would hide each other. */
const TOUCHING_PX = 4
/** Where frames are narrower, a stretch with a keyframe on each shows its first and its last. */
export const ROOM_PX = 14

/** Draw the row of one track. */
export function drawTrack(context: CanvasRenderingContext2D, scene: Scene, row: Row, top: number): void {
  const { record } = row
  if (!record) return
  const color = colorOf(scene.palette, row.labelClass.color)
  const middle = top + ROW_PX / 2
  drawHidden(context, scene, record, color, middle)
  for (const { start, end } of segmentsWithin(row, scene.window.start, frameOf(scene.width, scene.window))) {
    const [left, right] = [xOf(start, scene.window), xOf(end, scene.window)]
    drawBar(context, scene, record, color, left, right, middle)
  }
  drawDense(context, scene, record, color, middle)
  drawCovered(context, scene, record, color, middle)
  drawKeyframes(context, scene, record, color, middle)
  drawSteps(context, scene, record, color, top)
}

/** Where something covers it, a dotted line below its bar. */
function drawCovered(context: CanvasRenderingContext2D, scene: Scene, record: Annotation, color: string, middle: number): void {
  if (record.occluded.length === 0) return
  context.strokeStyle = withAlpha(color, 0.9)
  context.lineWidth = 1.5
  context.setLineDash([1.5, 2.5])
  context.beginPath()
  for (const [start, end] of record.occluded) {
    context.moveTo(Math.max(xOf(start, scene.window), -10), middle + 7)
    context.lineTo(Math.min(xOf(end, scene.window), scene.width + 10), middle + 7)
  }
  context.stroke()
  context.setLineDash([])
}

function drawBar(
  context: CanvasRenderingContext2D,
  scene: Scene,
  record: Annotation,
  color: string,
  left: number,
  right: number,
  middle: number,
): void {
  if (record.source === "model") {
    context.strokeStyle = withAlpha(color, 0.75)
    context.lineWidth = 2
    context.setLineDash([6, 4])
    context.beginPath()
    context.moveTo(Math.max(left, -10), middle)
    context.lineTo(Math.min(right, scene.width + 10), middle)
    context.stroke()
    context.setLineDash([])
    return
  }
  context.fillStyle = mixed(color, scene.palette.panel, 0.48)
  const x = Math.max(left, -10)
  context.beginPath()
  context.roundRect(x, middle - 2, Math.max(Math.min(right, scene.width + 10) - x, 1), 4, 2)
  context.fill()
  // Beside the keyframe that a track begins with, above its bar.
  if (isImported(record)) drawArrows(context, [{ left, right }], middle - 4, color)
}

/** Gaps between spans are hatched at 45°. */
function drawHidden(
  context: CanvasRenderingContext2D,
  scene: Scene,
  record: Annotation,
  color: string,
  middle: number,
): void {
  for (let at = 1; at < record.spans.length; at += 1) {
    const left = Math.max(xOf(record.spans[at - 1]?.[1] ?? 0, scene.window), -8)
    const right = Math.min(xOf(record.spans[at]?.[0] ?? 0, scene.window), scene.width + 8)
    if (right <= left) continue
    context.save()
    context.beginPath()
    context.roundRect(left, middle - 7, right - left, 14, 2)
    context.clip()
    context.strokeStyle = withAlpha(color, 0.6)
    context.lineWidth = 2
    context.beginPath()
    for (let x = left - 14; x < right; x += 6) {
      context.moveTo(x, middle + 7)
      context.lineTo(x + 14, middle - 7)
    }
    context.stroke()
    context.restore()
  }
}

/** Stretches with a keyframe on every frame are a thick bar. */
function drawDense(
  context: CanvasRenderingContext2D,
  scene: Scene,
  record: Annotation,
  color: string,
  middle: number,
): void {
  context.fillStyle = color
  let run: Keyframe | undefined
  let last: Keyframe | undefined
  const flush = () => {
    if (run && last && last.frame - run.frame >= 2) {
      const left = xOf(run.frame, scene.window)
      context.fillRect(left, middle - 5, xOf(last.frame, scene.window) - left, 10)
    }
  }
  for (const keyframe of visibleKeyframes(scene, record)) {
    if (!last || keyframe.frame !== last.frame + 1) {
      flush()
      run = keyframe
    }
    last = keyframe
  }
  flush()
}

function drawKeyframes(
  context: CanvasRenderingContext2D,
  scene: Scene,
  record: Annotation,
  color: string,
  middle: number,
): void {
  let drawnTo = -Infinity
  for (const { frame } of visibleKeyframes(scene, record)) {
    const x = xOf(frame, scene.window)
    const current = frame === scene.playhead
    const within = record.keyframes[frame - 1] !== undefined && record.keyframes[frame + 1] !== undefined
    if (!current && (x - drawnTo < TOUCHING_PX || (within && scene.window.perFrame < ROOM_PX))) continue
    drawnTo = x
    const chosen = record.id === scene.selected && frame === scene.keyframe
    const outside = !rangeAt(record.spans, frame)
    drawDiamond(context, scene, x, middle, color, { current, chosen, outside, model: record.source === "model" })
  }
}

interface Look {
  readonly current: boolean
  readonly chosen: boolean
  readonly outside: boolean
  readonly model: boolean
}

function drawDiamond(
  context: CanvasRenderingContext2D,
  { palette }: Scene,
  x: number,
  y: number,
  color: string,
  look: Look,
): void {
  const diamond = (radius: number, fill: string) => {
    context.fillStyle = fill
    context.beginPath()
    context.moveTo(x, y - radius)
    context.lineTo(x + radius, y)
    context.lineTo(x, y + radius)
    context.lineTo(x - radius, y)
    context.fill()
  }
  context.globalAlpha = look.outside ? 0.4 : 1
  if (look.chosen) diamond(DIAMOND_PX + 5, palette.accent)
  diamond(DIAMOND_PX + 3, look.current || look.chosen ? color : palette.panel)
  diamond(DIAMOND_PX + 1, look.current ? "#ffffff" : color)
  if (look.model && !look.current) diamond(DIAMOND_PX - 1, palette.panel)
  context.globalAlpha = 1
}

/** The keyframes on screen, one more on each side so that none is cut. */
function visibleKeyframes(scene: Scene, record: Annotation): readonly Keyframe[] {
  const all = sorted(record.keyframes)
  const [from, to] = [scene.window.start, frameOf(scene.width, scene.window)]
  return all.slice(Math.max(countUpTo(all, Math.floor(from)) - 1, 0), countUpTo(all, Math.ceil(to)) + 1)
}
