/** Which frames the timeline shows, and where on it they lie. */
import { existsAt } from "../records"
import type { Annotation, Span } from "../types"

/** Which frames the timeline shows: the first one, and how wide each is. Zero width fits the clip. */
export interface TimeWindow {
  readonly start: number
  readonly perFrame: number
}

export const WIDEST_FRAME_PX = 40

/** A window that is sure to lie on the clip: zero width becomes the fit. */
export function resolved(window: TimeWindow, frames: number, width: number): TimeWindow {
  const fit = Math.max(width, 1) / Math.max(frames, 1)
  const perFrame = Math.min(Math.max(window.perFrame, fit), Math.max(WIDEST_FRAME_PX, fit))
  const most = Math.max(0, frames - width / perFrame)
  return { start: Math.min(Math.max(window.start, 0), most), perFrame }
}

/** The window `by` times as narrow, the anchor frame staying where it is. */
export function zoomed(window: TimeWindow, by: number, anchor: number, frames: number, width: number): TimeWindow {
  const now = resolved(window, frames, width)
  const inside = anchor >= now.start && anchor <= now.start + width / now.perFrame
  const fixed = inside ? anchor : now.start + width / now.perFrame / 2
  const { perFrame } = resolved({ start: 0, perFrame: now.perFrame * by }, frames, width)
  const x = (fixed - now.start) * now.perFrame
  return resolved({ start: fixed - x / perFrame, perFrame }, frames, width)
}

/** The window moved by some pixels. */
export function panned(window: TimeWindow, px: number, frames: number, width: number): TimeWindow {
  const now = resolved(window, frames, width)
  return resolved({ ...now, start: now.start + px / now.perFrame }, frames, width)
}

/** The window that shows a range with some air around it. */
export function fitted(start: number, end: number, frames: number, width: number): TimeWindow {
  const air = Math.max(1, (end - start) * 0.1)
  return resolved({ start: start - air, perFrame: width / (end - start + 2 * air) }, frames, width)
}

/** The window moved, if need be, so that the frame is in it. */
export function following(window: TimeWindow, frame: number, frames: number, width: number): TimeWindow {
  const now = resolved(window, frames, width)
  const span = width / now.perFrame
  if (frame >= now.start && frame + 1 <= now.start + span) return window
  const start = frame < now.start ? frame - span * 0.9 : frame - span * 0.1
  return resolved({ ...now, start }, frames, width)
}

/** Where a frame begins on the lane. */
export function xOf(frame: number, window: TimeWindow): number {
  return (frame - window.start) * window.perFrame
}

/** The exact, fractional frame at a place on the lane. */
export function frameOf(x: number, window: TimeWindow): number {
  return window.start + x / window.perFrame
}

/** First start and last end of spans. */
export function boundsOf(spans: readonly Span[]): [number, number] {
  return [spans[0]?.[0] ?? 0, spans.at(-1)?.[1] ?? 0]
}

/** The records at a frame, in the order in which Tab walks through them. */
export function shown(records: ReadonlyMap<string, Annotation>, frame: number, guesses: boolean): Annotation[] {
  const here = [...records.values()].filter((record) => !record.negative && existsAt(record, frame))
  return here.filter((record) => guesses || record.source !== "model")
}
