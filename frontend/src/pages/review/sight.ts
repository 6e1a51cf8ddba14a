/** How near a reviewer looks at the picture and at the timeline. */
import { existsAt } from "../../editor-core/records"
import { shapeOn } from "../../editor-core/interpolate"
import { shapeOf } from "../../editor-core/shapes/registry"
import { zoomed } from "../../editor-core/timeline/window"
import type { Annotation, ClipFacts } from "../../editor-core/types"
import type { TimeWindow } from "../../editor-core/timeline/window"

/** How large the picture is, and how far its middle lies from that of its place, in shares of its own size. */
export interface Sight {
  readonly zoom: number
  readonly x: number
  readonly y: number
}

export const WHOLE: Sight = { zoom: 1, x: 0, y: 0 }
export const ALL_FRAMES: TimeWindow = { start: 0, perFrame: 0 }

/** Lanes are as wide as the page lets them: places on them count in thousandths. */
export const LANE = 1000
const LARGEST = 16

/** The picture `by` times as large; what was in its middle stays there. */
export function closer({ zoom, x, y }: Sight, by: number): Sight {
  return held({ zoom: Math.min(LARGEST, Math.max(1, zoom * by)), x, y })
}

/** The picture moved by shares of its own size. */
export function moved({ zoom, x, y }: Sight, right: number, down: number): Sight {
  return held({ zoom, x: x + right, y: y + down })
}

/** The whole picture, turned so that going closer leads to where a label is on a frame. */
export function towards(record: Annotation | undefined, frame: number, { width, height }: ClipFacts): Sight {
  const geometry = record && existsAt(record, frame) ? shapeOn(record, frame) : null
  if (!geometry) return WHOLE
  const { x, y, width: wide, height: high } = shapeOf(geometry).bounds(geometry)
  return { zoom: 1, x: 0.5 - (x + wide / 2) / width, y: 0.5 - (y + high / 2) / height }
}

/** The timeline `by` times as near, the playhead staying where it is. */
export function nearer(window: TimeWindow, by: number, frame: number, frames: number): TimeWindow {
  return zoomed(window, by, frame, frames, LANE)
}

/** Nothing but picture is in its place. */
function held({ zoom, x, y }: Sight): Sight {
  const most = (1 - 1 / zoom) / 2
  const within = (value: number) => Math.min(most, Math.max(-most, value))
  return { zoom, x: within(x), y: within(y) }
}
