/** The whole-clip strip: where labels lie, and the window that the timeline shows. */
import { withAlpha } from "./color"
import type { Row } from "./rows"
import { colorOf, type Scene } from "./scene"

const LINE_PX = 3

/** Draw the strip. Rows share its height; those that do not fit are left out. */
export function drawStrip(context: CanvasRenderingContext2D, scene: Scene, height: number): void {
  const { palette, width, clip, playhead, window } = scene
  const at = (frame: number) => (frame / clip.frames) * width
  context.clearRect(0, 0, width, height)
  const lanes = Math.floor((height - 8) / (LINE_PX + 1))
  scene.rows.slice(0, lanes).forEach((row, lane) => drawDensity(context, scene, row, 4 + lane * (LINE_PX + 1)))
  context.fillStyle = palette.text1
  context.fillRect(at(playhead) - 0.75, 0, 1.5, height)
  const left = at(window.start)
  const wide = Math.max(at(scene.width / window.perFrame), 12)
  context.beginPath()
  context.roundRect(left + 1, 1, Math.min(wide, width - left) - 2, height - 2, 4)
  context.fillStyle = withAlpha(palette.text1, 0.1)
  context.fill()
  context.strokeStyle = palette.text1
  context.lineWidth = 2
  context.stroke()
}

function drawDensity(context: CanvasRenderingContext2D, scene: Scene, row: Row, top: number): void {
  const { palette, width, clip } = scene
  context.fillStyle = colorOf(palette, row.labelClass.color)
  let drawnTo = -1
  for (const { start, end } of row.segments) {
    const left = (start / clip.frames) * width
    const right = Math.max((end / clip.frames) * width, left + 1)
    if (right <= drawnTo) continue
    context.fillRect(left, top, right - left, LINE_PX)
    drawnTo = Math.ceil(right)
  }
}
