/** The whole-clip strip: where labels lie, and the window that the timeline shows. */
import { withAlpha } from "./color"
import type { Block } from "./groups"
import type { Row, Segment } from "./rows"
import { colorOf, type Palette, type Scene } from "./scene"

const LINE_PX = 3
/** Where an edge of the window is caught, on either side of it. */
export const GRIP_PX = 8
/** However much the timeline is zoomed in, the window stays wide enough to be caught. */
const NARROWEST_PX = 24

/** Where the window lies on the strip, in pixels. */
export function stripWindow({ window, clip, width }: Pick<Scene, "window" | "clip" | "width">, laneWidth: number): [number, number] {
  const wide = Math.max((laneWidth / window.perFrame / clip.frames) * width, NARROWEST_PX)
  const left = Math.min((window.start / clip.frames) * width, width - wide)
  return [Math.max(left, 0), Math.min(left + wide, width)]
}

/** Draw what moves: the playhead, and the window with what lies outside of it dimmed. */
export function drawStrip(context: CanvasRenderingContext2D, scene: Scene, density: CanvasImageSource, laneWidth: number): void {
  const { palette, width, height, clip, playhead } = scene
  context.clearRect(0, 0, width, height)
  context.drawImage(density, 0, 0, width, height)
  const [left, right] = stripWindow(scene, laneWidth)
  context.fillStyle = withAlpha(palette.app, 0.55)
  context.fillRect(0, 0, left, height)
  context.fillRect(right, 0, width - right, height)
  context.fillStyle = palette.text1
  context.fillRect((playhead / clip.frames) * width - 0.75, 0, 1.5, height)
  context.beginPath()
  context.roundRect(left + 1, 1, right - left - 2, height - 2, 4)
  context.strokeStyle = palette.text1
  context.lineWidth = 2
  context.stroke()
  for (const x of [left + 1, right - 4]) context.fillRect(x, height / 2 - 6, 3, 12)
}

/** A line for each tag class and one for all tracks of a class, lower where there are many. */
export function drawDensity(
  context: OffscreenCanvasRenderingContext2D,
  blocks: readonly Block[],
  { palette, width, height, frames }: { palette: Palette; width: number; height: number; frames: number },
): void {
  const lines = blocks.flatMap(({ labelClass, rows }) => (labelClass ? [rows] : rows.map((row) => [row])))
  const pitch = Math.min(LINE_PX + 1, Math.max((height - 8) / Math.max(lines.length, 1), 1))
  lines.slice(0, Math.floor((height - 8) / pitch)).forEach((rows, at) => {
    context.fillStyle = colorOf(palette, rows[0]?.labelClass.color ?? 1)
    drawLine(context, segmentsOf(rows), { top: 4 + at * pitch, high: Math.max(pitch - 1, 1), perFrame: width / frames })
  })
}

function segmentsOf(rows: readonly Row[]): readonly Segment[] {
  const [only] = rows
  if (rows.length === 1 && only) return only.segments
  return rows.flatMap(({ segments }) => segments).sort((a, b) => a.start - b.start)
}

interface Line {
  readonly top: number
  readonly high: number
  readonly perFrame: number
}

function drawLine(context: OffscreenCanvasRenderingContext2D, segments: readonly Segment[], { top, high, perFrame }: Line): void {
  let drawnTo = -1
  for (const { start, end } of segments) {
    const left = start * perFrame
    const right = Math.max(end * perFrame, left + 1)
    if (right <= drawnTo) continue
    context.fillRect(left, top, right - left, high)
    drawnTo = Math.ceil(right)
  }
}
