/** Rings and lines of places that can be dragged one by one: what polygon and polyline share. */
import type { Place } from "../types"
import { distanceToLine, type Handle, inside, type Picture, type Point, round } from "./shape"

/** Edges shorter than this on screen show no middle: it would hide their ends. */
const ROOM_PX = 26

export function pointOf([x, y]: Place): Point {
  return { x, y }
}

export function placeOf({ x, y }: Point): Place {
  return [x, y]
}

/** A handle on each place, `ring:at`, and one in the middle of each edge, `ring+at`, that makes a new place. */
export function outlineHandles(places: readonly Place[], ring: number, closed: boolean, pixel: number): Handle[] {
  const vertices = places.map(([x, y], at): Handle => ({ name: `${ring}:${at}`, look: "vertex", cursor: "move", x, y }))
  const middles = edgesOf(places, closed).flatMap(([a, b], at): Handle[] =>
    Math.hypot(b[0] - a[0], b[1] - a[1]) < ROOM_PX * pixel
      ? []
      : [{ name: `${ring}+${at}`, look: "middle", cursor: "copy", x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2 }],
  )
  return [...middles, ...vertices]
}

/** Which ring a handle is on, which place, and whether it makes a new one. */
export function parsed(handle: string): { ring: number; at: number; adds: boolean } | null {
  const found = /^(\d+)([:+])(\d+)$/.exec(handle)
  return found ? { ring: Number(found[1]), at: Number(found[3]), adds: found[2] === "+" } : null
}

/** The places with one moved, or a new one put in after it. */
export function pulledPlaces(places: readonly Place[], at: number, adds: boolean, to: Point, picture: Picture): readonly Place[] {
  const place = placeOf(inside(to, picture))
  return adds ? places.toSpliced(at + 1, 0, place) : places.with(at, place)
}

export function movedPlaces(places: readonly Place[], dx: number, dy: number): readonly Place[] {
  return places.map(([x, y]): Place => [round(x + dx), round(y + dy)])
}

export function pathOf(places: readonly Place[], closed: boolean): string {
  return `M${places.map(([x, y]) => `${x} ${y}`).join("L")}${closed ? "Z" : ""}`
}

/** Whether a place is inside, by the even-odd rule. */
export function isInside(places: readonly Place[], { x, y }: Point): boolean {
  let odd = false
  for (const [a, b] of edgesOf(places, true)) {
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd
  }
  return odd
}

/** Whether a place is on the line, or within reach of it. */
export function isNear(places: readonly Place[], place: Point, reach: number, closed: boolean): boolean {
  return edgesOf(places, closed).some(([a, b]) => distanceToLine(place, pointOf(a), pointOf(b)) <= reach)
}

function edgesOf(places: readonly Place[], closed: boolean): [Place, Place][] {
  const first = places[0]
  const ends = closed && first ? [...places.slice(1), first] : places.slice(1)
  return ends.map((end, at) => [places[at] ?? end, end])
}

/** Twice the area, negative where it runs counterclockwise on screen. */
export function signedArea(places: readonly Place[]): number {
  return edgesOf(places, true).reduce((sum, [a, b]) => sum + a[0] * b[1] - b[0] * a[1], 0)
}
