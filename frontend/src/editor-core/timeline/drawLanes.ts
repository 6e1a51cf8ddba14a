/** Drawing the lanes: only what is in the window, whatever the length of the clip. */
import { secondsAt } from "../frames/time"
import type { Film } from "../frames/film"
import type { ClipFacts, Shots } from "../types"
import { withAlpha } from "./color"
import { drawDoubt } from "./doubt"
import { type Lane, shotRanges, type Skips } from "./lanes"
import type { Scene } from "./scene"
import type { Wave } from "./wave"
import { frameOf, xOf } from "./window"

/** Draw what lies between the ruler and the rows. */
export function drawLanes(context: CanvasRenderingContext2D, scene: Scene): void {
  const { score, doubt, film, sound, shots, skips } = scene.content
  for (const lane of scene.lanes) {
    context.save()
    context.beginPath()
    context.rect(0, lane.top, scene.width, lane.height)
    context.clip()
    context.fillStyle = scene.palette.panel
    context.fillRect(0, lane.top, scene.width, lane.height)
    if (lane.kind === "score" && score) drawDoubt(context, scene, lane, score, "score")
    if (lane.kind === "doubt" && doubt) drawDoubt(context, scene, lane, doubt)
    if (lane.kind === "film" && film) drawFilm(context, scene, lane, film)
    if (lane.kind === "sound" && sound) drawSound(context, scene, lane, sound)
    if (lane.kind === "shots" && shots) drawShots(context, scene, lane, shots)
    if (lane.kind === "skips" && skips) drawSkips(context, scene, lane, skips)
    context.globalAlpha = 0.45
    context.fillStyle = scene.palette.line
    context.fillRect(0, lane.top + lane.height - 1, scene.width, 1)
    context.restore()
  }
}

/** Pictures side by side, each of the frame in its middle; they stay where they are while the window moves. */
function drawFilm(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, film: Film): void {
  const { clip, window, width } = scene
  const high = lane.height - 3
  const wide = (high * clip.width) / clip.height
  const offset = -window.start * window.perFrame
  const end = Math.min(width, xOf(clip.frames, window))
  const places: { x: number; frame: number }[] = []
  for (let at = Math.floor(-offset / wide); offset + at * wide < end; at += 1) {
    const x = offset + at * wide
    places.push({ x, frame: Math.min(Math.floor(frameOf(x + wide / 2, window)), clip.frames - 1) })
  }
  film.show(places.map(({ frame }) => frame), wide / window.perFrame)
  for (const { x, frame } of places) {
    const found = film.at(frame)
    if (!found) continue
    const { image, tile } = found
    context.drawImage(image, tile.x, tile.y, tile.width, tile.height, x, lane.top + 1, wide - 1, high)
  }
}

function drawSound(context: CanvasRenderingContext2D, { clip, window, width, palette }: Scene, lane: Lane, wave: Wave): void {
  const middle = lane.top + lane.height / 2
  const reach = lane.height / 2 - 3
  context.fillStyle = withAlpha(palette.text2, 0.75)
  let from = exactSeconds(frameOf(0, window), clip)
  for (let x = 0; x < width; x += 1) {
    const to = exactSeconds(frameOf(x + 1, window), clip)
    const half = Math.max(0.5, wave.loudest(from, to) * reach)
    context.fillRect(x, middle - half, 1, 2 * half)
    from = to
  }
}

/** Shots as blocks, every other one darker, so that a cut is seen also where two lie close. */
function drawShots(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, shots: Shots): void {
  const { clip, window, width, palette } = scene
  shotRanges(shots, clip).forEach(([start, end], at) => {
    const [left, right] = [xOf(start, window), xOf(end, window)]
    if (right < 0 || left > width) return
    context.fillStyle = withAlpha(palette.text3, at % 2 === 0 ? 0.28 : 0.14)
    context.fillRect(left, lane.top + 3, right - left, lane.height - 7)
    context.fillStyle = palette.text1
    if (start > 0) context.fillRect(Math.round(left), lane.top + 1, 1, lane.height - 3)
    const keyframe = shots.keyframes[at]
    if (keyframe === undefined || keyframe === null || right - left < 12) return
    context.fillStyle = palette.text2
    context.fillRect(Math.round(xOf(keyframe + 0.5, window)) - 2, lane.top + lane.height / 2 - 3, 4, 4)
  })
}

/** What nobody trains on is hatched; what is not ended yet goes on to the playhead. */
function drawSkips(context: CanvasRenderingContext2D, scene: Scene, lane: Lane, { spans, open }: Skips): void {
  const began = open === null ? [] : [[Math.min(open, scene.playhead), Math.max(open, scene.playhead) + 1] as const]
  for (const [start, end] of [...spans, ...began]) {
    const [left, right] = [Math.max(xOf(start, scene.window), -8), Math.min(xOf(end, scene.window), scene.width + 8)]
    if (right > left) hatch(context, scene, left, right, lane.top + 3, lane.height - 7)
  }
}

const HATCH_PX = 6

function hatch(context: CanvasRenderingContext2D, { palette }: Scene, left: number, right: number, top: number, high: number): void {
  context.save()
  context.beginPath()
  context.rect(left, top, right - left, high)
  context.clip()
  context.fillStyle = withAlpha(palette.warn, 0.16)
  context.fillRect(left, top, right - left, high)
  context.strokeStyle = withAlpha(palette.warn, 0.8)
  context.lineWidth = 1.5
  context.beginPath()
  for (let x = Math.floor((left - high) / HATCH_PX) * HATCH_PX; x < right; x += HATCH_PX) {
    context.moveTo(x, top + high)
    context.lineTo(x + high, top)
  }
  context.stroke()
  context.restore()
}

/** Seconds at a fractional frame. */
function exactSeconds(frame: number, clip: ClipFacts): number {
  const whole = Math.max(0, Math.min(Math.floor(frame), clip.frames))
  const start = secondsAt(whole, clip)
  return start + (frame - whole) * (secondsAt(whole + 1, clip) - start)
}
