/** Rectangles, upright or turned. Twin: annotator/geometry/box.py. */
import { msg, t } from "@lingui/core/macro"
import type { BoxGeometry } from "../types"
import { type Frame, frameCorners, frameHandles, placeOn, pulledFrame, SMALLEST_PX, unturned } from "./frame"
import { angleOf, around, inside, mix, type Picture, type Point, round, type Shape, turn } from "./shape"

export const BOX: Shape<BoxGeometry> = {
  kind: "box",
  name: msg`Box`,
  mark: "width",
  moves: true,
  closed: true,
  between: (start, end, share) =>
    boxOf({
      x: mix(start.x, end.x, share),
      y: mix(start.y, end.y, share),
      width: mix(start.width, end.width, share),
      height: mix(start.height, end.height, share),
      rotation: turn(start.rotation ?? 0, end.rotation ?? 0, share),
    }),
  bounds: (box) => (box.rotation ? around(frameCorners(frameOf(box))) : box),
  covers(box, place, reach) {
    const { x, y } = unturned(frameOf(box), place)
    const across = x >= box.x - reach && x <= box.x + box.width + reach
    return across && y >= box.y - reach && y <= box.y + box.height + reach
  },
  handles: (box, pixel) => frameHandles(frameOf(box), pixel),
  pull: (box, handle, to, picture) => boxOf(pulledFrame(frameOf(box), handle, to, picture)),
  moved: (box, dx, dy) => boxOf({ ...frameOf(box), x: round(box.x + dx), y: round(box.y + dy) }),
  corners: (box) => frameCorners(frameOf(box)),
  path(box) {
    const [a, b, c, d] = frameCorners(frameOf(box)).map(({ x, y }) => `${x} ${y}`)
    return `M${a}L${b}L${c}L${d}Z`
  },
  numbers: ({ x, y, width, height, rotation = 0 }) => [
    { name: "x", short: "x", label: "x", value: x },
    { name: "y", short: "y", label: "y", value: y },
    { name: "width", short: "w", label: t`width`, value: width },
    { name: "height", short: "h", label: t`height`, value: height },
    { name: "rotation", short: "°", label: t`rotation in degrees`, value: rotation },
  ],
  put(box, name, value, picture) {
    const made = { ...frameOf(box), [name]: name === "rotation" ? angleOf(value) : value }
    const [width, height] = [Math.max(made.width, SMALLEST_PX), Math.max(made.height, SMALLEST_PX)]
    return made.rotation === 0 ? fitted(made, picture) : boxOf({ ...made, width, height })
  },
}

function frameOf({ x, y, width, height, rotation = 0 }: BoxGeometry): Frame {
  return { x, y, width, height, rotation }
}

/** An upright box says nothing of its rotation. */
export function boxOf({ x, y, width, height, rotation }: Frame): BoxGeometry {
  return rotation === 0 ? { x, y, width, height } : { x, y, width, height, rotation }
}

/** The upright box inside the picture, and no smaller than a box may be. */
export function fitted(box: Omit<BoxGeometry, "rotation" | "hold">, picture: Picture): BoxGeometry {
  const x = Math.min(Math.max(box.x, 0), picture.width - SMALLEST_PX)
  const y = Math.min(Math.max(box.y, 0), picture.height - SMALLEST_PX)
  const right = Math.min(Math.max(box.x + box.width, x + SMALLEST_PX), picture.width)
  const bottom = Math.min(Math.max(box.y + box.height, y + SMALLEST_PX), picture.height)
  return { x: round(x), y: round(y), width: round(right - x), height: round(bottom - y) }
}

/** The box between two places, inside the picture; null while it is smaller than a box may be. */
export function drawnBox(from: Point, to: Point, picture: Picture): BoxGeometry | null {
  const { x, y, width, height } = around([inside(from, picture), inside(to, picture)])
  return width < SMALLEST_PX || height < SMALLEST_PX ? null : fitted({ x, y, width, height }, picture)
}

/** A point on the box's edge or inside, at shares of its sides from the first corner. */
export function pointIn(box: BoxGeometry, across: number, down: number): Point {
  return placeOn(frameOf(box), across * 2 - 1, down * 2 - 1)
}
