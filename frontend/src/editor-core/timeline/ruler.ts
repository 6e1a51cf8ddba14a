/** The ruler: times people can read at a distance that leaves them room. */
import { secondsAt, timecode } from "../frames/time"
import { RULER_PX } from "./rows"
import type { Scene } from "./scene"
import { frameOf, xOf } from "./window"

const LABEL_PX = 130
const STEPS = [1, 2, 5, 10]

export interface Ticks {
  /** Frames between labels, and between small ticks. */
  readonly major: number
  readonly minor: number
}

/** How far apart ticks are: whole frames when near, whole seconds and minutes when far. */
export function ticksFor(perFrame: number, rate: number): Ticks {
  const least = LABEL_PX / perFrame
  const perSecond = Math.max(1, Math.round(rate))
  if (least <= perSecond) {
    const major = [...STEPS, perSecond].find((step) => step >= least) ?? perSecond
    return { major, minor: minorOf(major) }
  }
  const seconds = [1, 2, 5, 6, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200].find(
    (step) => step * rate >= least,
  )
  const major = Math.round((seconds ?? 14_400) * rate)
  return { major, minor: minorOf(major) }
}

/** Small ticks divide the way between two labels evenly, so that each label has its tick. */
function minorOf(major: number): number {
  const parts = [5, 4, 6, 3, 2].find((each) => major % each === 0) ?? 1
  return major / parts
}

/** Draw the ruler of the visible frames. */
export function drawRuler(context: CanvasRenderingContext2D, scene: Scene): void {
  const { window, clip, palette, width } = scene
  const { major, minor } = ticksFor(window.perFrame, clip.rate)
  const first = Math.max(0, Math.floor(window.start / minor) * minor)
  const last = Math.min(clip.frames, Math.ceil(frameOf(width, window)))
  context.fillStyle = palette.panel
  context.fillRect(0, 0, width, RULER_PX)
  context.textBaseline = "alphabetic"
  for (let frame = first; frame <= last; frame += minor) {
    const x = Math.round(xOf(frame, window)) + 0.5
    const labeled = frame % major === 0
    context.fillStyle = palette.strong
    context.globalAlpha = 0.55
    context.fillRect(x - 0.5, RULER_PX - (labeled ? RULER_PX : 6), 1, labeled ? RULER_PX : 6)
    context.globalAlpha = 1
    if (labeled && frame < clip.frames) drawLabel(context, scene, frame, x)
  }
  context.fillStyle = palette.line
  context.fillRect(0, RULER_PX - 1, width, 1)
}

function drawLabel(context: CanvasRenderingContext2D, { clip, palette }: Scene, frame: number, x: number): void {
  const time = shortTime(secondsAt(frame, clip))
  context.font = `500 11px ${palette.font}`
  context.fillStyle = palette.text2
  context.fillText(time, x + 4, 14)
  const wide = context.measureText(time).width
  context.font = `400 11px ${palette.font}`
  context.fillStyle = palette.text3
  context.fillText(`f${frame}`, x + 4 + wide + 6, 14)
}

/** `mm:ss`, with thousandths only where they are not zero. */
function shortTime(seconds: number): string {
  return timecode(seconds, "short").replace(/\.000$/, "")
}
