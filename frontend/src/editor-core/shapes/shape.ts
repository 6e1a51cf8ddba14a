/** What every shape can do. A new one is a file beside this one and a line in the registry. */
import type { ClipFacts, Geometry, ShapeKind } from "../types"
import type { Words } from "../words"

export interface Point {
  readonly x: number
  readonly y: number
}

/** The upright rectangle around a shape, in pixels of the picture. */
export interface Bounds extends Point {
  readonly width: number
  readonly height: number
}

export type Picture = Pick<ClipFacts, "width" | "height">

/** A place on a shape that can be dragged. */
export interface Handle extends Point {
  /** Names it within its shape. */
  readonly name: string
  readonly look: "corner" | "vertex" | "middle" | "turn" | "covered" | "absent"
  readonly cursor: string
}

/** A number of a shape that can be typed over. */
export interface NumberOf {
  /** Its field. */
  readonly name: string
  /** What stands before it. */
  readonly short: string
  readonly label: string
  readonly value: number
}

/**
 * One kind of shape. Geometries never change in place. Everything is in pixels of the picture;
 * `pixel` is how large one of the screen is in them.
 */
export interface Shape<G extends Geometry = Geometry> {
  readonly kind: ShapeKind
  /** What it is called on screen. */
  readonly name: Words
  /** The field that only this shape has among those after it in the registry. */
  readonly mark: string
  /** A shape that cannot move is held until the next keyframe. */
  readonly moves: boolean
  /** Whether it is filled where it is selected. */
  readonly closed: boolean
  /** The shape a share (0 to 1) of the way to a later one. */
  between(start: G, end: G, share: number): G
  bounds(shape: G): Bounds
  /** Whether a place lies on it, or within `reach` of it. */
  covers(shape: G, place: Point, reach: number): boolean
  handles(shape: G, pixel: number): readonly Handle[]
  /** The shape with a handle dragged to a place. */
  pull(shape: G, handle: string, to: Point, picture: Picture): G
  /** The shape without the place of a handle; null where it cannot be without it. */
  drop?(shape: G, handle: string): G | null
  moved(shape: G, dx: number, dy: number): G
  /** Places that others may snap to. */
  corners(shape: G): readonly Point[]
  /** Its drawing, as an SVG path. `edges` says which joints are joined. */
  path(shape: G, pixel: number, edges: readonly (readonly [string, string])[]): string
  numbers(shape: G): readonly NumberOf[]
  /** The shape with one of its numbers set. */
  put(shape: G, name: string, value: number, picture: Picture): G
}

/** To a hundredth of a pixel, finer than anybody can point. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** The number a share of the way from one to the other. */
export function mix(start: number, end: number, share: number): number {
  return start + share * (end - start)
}

/** The angle in degrees a share of the way, by the shorter arc, in [0, 360); a half turn goes clockwise. */
export function turn(start: number, end: number, share: number): number {
  const way = modulo(end - start + 180, 360) - 180
  return modulo(start + share * (way === -180 ? 180 : way), 360)
}

/** An angle in [0, 360), to a hundredth of a degree. */
export function angleOf(degrees: number): number {
  return round(modulo(round(degrees), 360))
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

/** A place turned about another, clockwise. */
export function turned({ x, y }: Point, degrees: number, about: Point): Point {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const [dx, dy] = [x - about.x, y - about.y]
  return { x: about.x + dx * cosine - dy * sine, y: about.y + dx * sine + dy * cosine }
}

/** The direction from one place to another, in degrees clockwise from the right. */
export function direction(from: Point, to: Point): number {
  return (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI
}

/** The bounds of some places, at least one. */
export function around(places: readonly Point[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of places) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** The nearest place on the picture. */
export function inside({ x, y }: Point, { width, height }: Picture): Point {
  return { x: round(Math.min(Math.max(x, 0), width)), y: round(Math.min(Math.max(y, 0), height)) }
}

/** How far a place is from the line between two others. */
export function distanceToLine(place: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const square = dx * dx + dy * dy
  const share = square > 0 ? Math.min(Math.max(((place.x - from.x) * dx + (place.y - from.y) * dy) / square, 0), 1) : 0
  return Math.hypot(place.x - from.x - share * dx, place.y - from.y - share * dy)
}
