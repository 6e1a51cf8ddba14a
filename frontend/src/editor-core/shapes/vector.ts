/** Directions from a place. Twin: annotator/geometry/point.py. */
import { msg, t } from "@lingui/core/macro"
import type { VectorGeometry } from "../types"
import { angleOf, around, direction, distanceToLine, inside, mix, type Picture, type Point, round, type Shape, turn } from "./shape"

export const SHORTEST_PX = 2
/** How long the barbs of the arrow are, in screen pixels, and how far they spread. */
const [BARB_PX, SPREAD] = [10, 26]

export const VECTOR: Shape<VectorGeometry> = {
  kind: "vector",
  name: msg`Vector`,
  mark: "length",
  moves: true,
  closed: false,
  between: (start, end, share) => ({
    x: mix(start.x, end.x, share),
    y: mix(start.y, end.y, share),
    angle: turn(start.angle, end.angle, share),
    length: mix(start.length, end.length, share),
  }),
  bounds: (vector) => around([vector, tipOf(vector)]),
  covers: (vector, place, reach) => distanceToLine(place, vector, tipOf(vector)) <= reach,
  handles: (vector) => [
    { name: "foot", look: "vertex", cursor: "move", x: vector.x, y: vector.y },
    { name: "tip", look: "vertex", cursor: "move", ...tipOf(vector) },
  ],
  pull: (vector, handle, to, picture) =>
    (handle === "tip" ? vectorTo(vector, to, picture) : vectorTo(to, tipOf(vector), picture)) ?? vector,
  moved: ({ x, y, angle, length }, dx, dy) => ({ x: round(x + dx), y: round(y + dy), angle, length }),
  corners: (vector) => [{ x: vector.x, y: vector.y }, tipOf(vector)],
  path(vector, pixel) {
    const tip = tipOf(vector)
    const barb = (by: number) => {
      const end = ended(tip, vector.angle + 180 + by, Math.min(BARB_PX * pixel, vector.length))
      return `M${tip.x} ${tip.y}L${end.x} ${end.y}`
    }
    return `M${vector.x} ${vector.y}L${tip.x} ${tip.y}${barb(SPREAD)}${barb(-SPREAD)}`
  },
  numbers: ({ x, y, angle, length }) => [
    { name: "x", short: "x", label: t`x of the foot`, value: x },
    { name: "y", short: "y", label: t`y of the foot`, value: y },
    { name: "angle", short: "°", label: t`angle in degrees`, value: angle },
    { name: "length", short: "l", label: "length", value: length },
  ],
  put({ x, y, angle, length }, name, value) {
    const made = { x, y, angle, length, [name]: value }
    return { ...made, angle: angleOf(made.angle), length: Math.max(made.length, SHORTEST_PX) }
  },
}

export function tipOf({ x, y, angle, length }: VectorGeometry): Point {
  return ended({ x, y }, angle, length)
}

function ended({ x, y }: Point, angle: number, length: number): Point {
  return { x: x + length * Math.cos((angle * Math.PI) / 180), y: y + length * Math.sin((angle * Math.PI) / 180) }
}

/** The vector from one place of the picture to another; null where they are the same. */
export function vectorTo(from: Point, to: Point, picture: Picture): VectorGeometry | null {
  const [foot, tip] = [inside(from, picture), inside(to, picture)]
  const length = round(Math.hypot(tip.x - foot.x, tip.y - foot.y))
  return length < SHORTEST_PX ? null : { ...foot, angle: angleOf(direction(foot, tip)), length }
}
