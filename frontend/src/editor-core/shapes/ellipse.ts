/** Ellipses, upright or turned. Twin: annotator/geometry/box.py. */
import { msg, t } from "@lingui/core/macro"
import type { EllipseGeometry } from "../types"
import { type Frame, frameHandles, placeOn, pulledFrame, SMALLEST_PX, unturned } from "./frame"
import { angleOf, inside, mix, type Point, round, type Shape, turn } from "./shape"

export const ELLIPSE: Shape<EllipseGeometry> = {
  kind: "ellipse",
  name: msg`Ellipse`,
  mark: "radius_x",
  moves: true,
  closed: true,
  between: (start, end, share) =>
    said({
      x: mix(start.x, end.x, share),
      y: mix(start.y, end.y, share),
      radius_x: mix(start.radius_x, end.radius_x, share),
      radius_y: mix(start.radius_y, end.radius_y, share),
      rotation: turn(start.rotation ?? 0, end.rotation ?? 0, share),
    }),
  bounds({ x, y, radius_x, radius_y, rotation = 0 }) {
    const angle = (rotation * Math.PI) / 180
    const wide = Math.hypot(radius_x * Math.cos(angle), radius_y * Math.sin(angle))
    const high = Math.hypot(radius_x * Math.sin(angle), radius_y * Math.cos(angle))
    return { x: x - wide, y: y - high, width: 2 * wide, height: 2 * high }
  },
  covers(ellipse, place, reach) {
    const { x, y } = unturned(frameOf(ellipse), place)
    const across = (x - ellipse.x) / (ellipse.radius_x + reach)
    const down = (y - ellipse.y) / (ellipse.radius_y + reach)
    return across * across + down * down <= 1
  },
  handles: (ellipse, pixel) =>
    frameHandles(frameOf(ellipse), pixel).filter(({ name }) => name.length === 1 || name.startsWith("turn")),
  pull: (ellipse, handle, to, picture) => ellipseIn(pulledFrame(frameOf(ellipse), handle, inside(to, picture), picture)),
  moved: (ellipse, dx, dy) => said({ ...plain(ellipse), x: round(ellipse.x + dx), y: round(ellipse.y + dy) }),
  corners: (ellipse) => [-1, 1].flatMap((side) => [placeOn(frameOf(ellipse), side, 0), placeOn(frameOf(ellipse), 0, side)]),
  path(ellipse) {
    const [from, to] = [placeOn(frameOf(ellipse), -1, 0), placeOn(frameOf(ellipse), 1, 0)]
    const arc = `A${ellipse.radius_x} ${ellipse.radius_y} ${ellipse.rotation ?? 0} 0 1`
    return `M${from.x} ${from.y}${arc} ${to.x} ${to.y}${arc} ${from.x} ${from.y}Z`
  },
  numbers: ({ x, y, radius_x, radius_y, rotation = 0 }) => [
    { name: "x", short: "x", label: t`x of the middle`, value: x },
    { name: "y", short: "y", label: t`y of the middle`, value: y },
    { name: "radius_x", short: "rx", label: t`radius across`, value: radius_x },
    { name: "radius_y", short: "ry", label: t`radius down`, value: radius_y },
    { name: "rotation", short: "°", label: t`rotation in degrees`, value: rotation },
  ],
  put(ellipse, name, value) {
    const least = name.startsWith("radius") ? Math.max(value, SMALLEST_PX / 2) : value
    return said({ ...plain(ellipse), [name]: name === "rotation" ? angleOf(value) : least })
  },
}

type Plain = Required<Omit<EllipseGeometry, "hold">>

function plain({ x, y, radius_x, radius_y, rotation = 0 }: EllipseGeometry): Plain {
  return { x, y, radius_x, radius_y, rotation }
}

/** An upright ellipse says nothing of its rotation. */
function said({ x, y, radius_x, radius_y, rotation }: Plain): EllipseGeometry {
  const upright = { x, y, radius_x, radius_y }
  return rotation === 0 ? upright : { ...upright, rotation }
}

function frameOf({ x, y, radius_x, radius_y, rotation = 0 }: EllipseGeometry): Frame {
  return { x: x - radius_x, y: y - radius_y, width: 2 * radius_x, height: 2 * radius_y, rotation }
}

/** The ellipse that touches the four edges of a frame. */
export function ellipseIn({ x, y, width, height, rotation }: Frame): EllipseGeometry {
  const [radius_x, radius_y] = [round(width / 2), round(height / 2)]
  return said({ x: round(x + width / 2), y: round(y + height / 2), radius_x, radius_y, rotation })
}

/** Places around an ellipse, in even steps of its parameter. */
export function placesAround(ellipse: EllipseGeometry, count: number): Point[] {
  return Array.from({ length: count }, (_, at) => {
    const angle = (at / count) * 2 * Math.PI
    return placeOn(frameOf(ellipse), Math.cos(angle), Math.sin(angle))
  })
}
