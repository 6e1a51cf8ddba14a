/** Rectangles that may be turned: what box and ellipse share. */
import type { Bounds, Handle, Picture, Point } from "./shape"
import { angleOf, direction, inside, round, turned } from "./shape"

export const SMALLEST_PX = 4
/** How far above its frame the handle that turns it stands, in screen pixels. */
const TURN_PX = 24
/** A turn stops at steps of 15° when it comes this near to one. */
const [STEP, CATCH] = [15, 3]

export interface Frame extends Bounds {
  readonly rotation: number
}

/** Where a handle sits: -1 is the near edge, 0 the middle, 1 the far edge. */
interface Side {
  readonly name: string
  readonly x: -1 | 0 | 1
  readonly y: -1 | 0 | 1
}

export const SIDES: readonly Side[] = [
  { name: "nw", x: -1, y: -1 },
  { name: "n", x: 0, y: -1 },
  { name: "ne", x: 1, y: -1 },
  { name: "w", x: -1, y: 0 },
  { name: "e", x: 1, y: 0 },
  { name: "sw", x: -1, y: 1 },
  { name: "s", x: 0, y: 1 },
  { name: "se", x: 1, y: 1 },
]

const CURSORS = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"]

export function middleOf({ x, y, width, height }: Bounds): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

/** A place at shares of the frame's half sizes from its middle, as the frame is turned. */
export function placeOn(frame: Frame, across: number, down: number): Point {
  const middle = middleOf(frame)
  const place = { x: middle.x + (across * frame.width) / 2, y: middle.y + (down * frame.height) / 2 }
  return frame.rotation === 0 ? place : turned(place, frame.rotation, middle)
}

export function frameCorners(frame: Frame): Point[] {
  return [placeOn(frame, -1, -1), placeOn(frame, 1, -1), placeOn(frame, 1, 1), placeOn(frame, -1, 1)]
}

/** A place as the frame sees it that is not turned. */
export function unturned(frame: Frame, place: Point): Point {
  return frame.rotation === 0 ? place : turned(place, -frame.rotation, middleOf(frame))
}

/** Eight handles on its edges, and one above that turns it. */
export function frameHandles(frame: Frame, pixel: number): Handle[] {
  const sides = SIDES.map((side): Handle => {
    const angle = (Math.atan2(side.y, side.x) * 180) / Math.PI + frame.rotation
    const cursor = CURSORS[((Math.round(angle / 45) % 4) + 4) % 4] ?? "move"
    return { name: side.name, look: "corner", cursor, ...placeOn(frame, side.x, side.y) }
  })
  // Above an edge that touches the top of the picture nothing could be reached.
  const far = (frame.height / 2 + TURN_PX * pixel) / (frame.height / 2)
  const above = placeOn(frame, 0, -far)
  const at = above.y < 0 ? placeOn(frame, 0, far) : above
  return [...sides, { name: above.y < 0 ? "turn-below" : "turn", look: "turn", cursor: "grab", ...at }]
}

/** The frame with a handle dragged to a place; the edge or corner across from it stays where it is. */
export function pulledFrame(frame: Frame, handle: string, to: Point, picture: Picture): Frame {
  if (handle.startsWith("turn")) return turnedTo(frame, direction(middleOf(frame), to) + (handle === "turn" ? 90 : -90))
  const side = SIDES.find(({ name }) => name === handle)
  if (!side) return frame
  const place = unturned(frame, frame.rotation === 0 ? inside(to, picture) : to)
  const [left, right] = pulled(frame.x, frame.x + frame.width, side.x, place.x)
  const [top, bottom] = pulled(frame.y, frame.y + frame.height, side.y, place.y)
  const made = { x: left, y: top, width: right - left, height: bottom - top, rotation: frame.rotation }
  if (frame.rotation === 0) return rounded(made)
  const middle = turned(middleOf(made), frame.rotation, middleOf(frame))
  return rounded({ ...made, x: middle.x - made.width / 2, y: middle.y - made.height / 2 })
}

function pulled(near: number, far: number, side: -1 | 0 | 1, to: number): [number, number] {
  if (side === 0) return [near, far]
  return side === 1 ? [near, Math.max(to, near + SMALLEST_PX)] : [Math.min(to, far - SMALLEST_PX), far]
}

function turnedTo(frame: Frame, degrees: number): Frame {
  const step = Math.round(degrees / STEP) * STEP
  return { ...frame, rotation: angleOf(Math.abs(step - degrees) <= CATCH ? step : degrees) }
}

export function rounded({ x, y, width, height, rotation }: Frame): Frame {
  return { x: round(x), y: round(y), width: round(width), height: round(height), rotation }
}
