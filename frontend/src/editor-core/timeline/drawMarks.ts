/** Small marks on the timeline: comments on the ruler, and on a track where it says something new. */
import type { Annotation } from "../types"
import { withAlpha } from "./color"
import { RULER_PX } from "./rows"
import type { Scene } from "./scene"
import { frameOf, xOf } from "./window"

const PIN_PX = 5
/** Steps nearer than this would hide each other. */
const APART_PX = 5
/** With so much room to the next one, a step says its value. */
const ROOM_PX = 64

/** A speech bubble at the foot of the ruler for each comment. */
export function drawComments(context: CanvasRenderingContext2D, { marks, palette, window, width }: Scene): void {
  context.fillStyle = palette.warn
  for (const frame of marks.comments) {
    const x = xOf(frame + 0.5, window)
    if (x < -PIN_PX || x > width + PIN_PX) continue
    context.beginPath()
    context.roundRect(x - PIN_PX, RULER_PX - 12, 2 * PIN_PX, 7, 2)
    context.moveTo(x - 2, RULER_PX - 5)
    context.lineTo(x, RULER_PX - 2)
    context.lineTo(x + 2, RULER_PX - 5)
    context.fill()
  }
}

/** A notch at the top of a track's row where a property takes another value; with room, the value beside it. */
export function drawSteps(context: CanvasRenderingContext2D, scene: Scene, record: Annotation, color: string, top: number): void {
  const frames = Object.keys(record.steps).map(Number).filter((frame) => frame > 0).sort((a, b) => a - b)
  const [from, to] = [scene.window.start, frameOf(scene.width, scene.window)]
  let drawnTo = -Infinity
  frames.forEach((frame, at) => {
    if (frame < from - 1 || frame > to) return
    const x = Math.round(xOf(frame, scene.window))
    if (x - drawnTo < APART_PX) return
    drawnTo = x
    context.fillStyle = color
    context.beginPath()
    context.moveTo(x - 3, top + 1)
    context.lineTo(x + 3, top + 1)
    context.lineTo(x, top + 5)
    context.fill()
    const room = xOf(frames[at + 1] ?? to, scene.window) - x
    if (room > ROOM_PX && record.id === scene.selected) write(context, scene, said(record, frame), x + 5, top + 8, room - 8)
  })
}

function said({ steps }: Annotation, frame: number): string {
  const values = Object.values(steps[frame] ?? {}).map((value) => (value === null ? "–" : String(value)))
  return values.join(", ")
}

function write(context: CanvasRenderingContext2D, { palette }: Scene, text: string, x: number, y: number, wide: number): void {
  context.save()
  context.beginPath()
  context.rect(x, y - 8, wide, 10)
  context.clip()
  context.font = `500 9px ${palette.font}`
  context.fillStyle = withAlpha(palette.text2, 0.9)
  context.fillText(text, x, y)
  context.restore()
}
