/** Lines of at least two places. Twin: annotator/geometry/outline.py. */
import { msg, t } from "@lingui/core/macro"
import type { PolylineGeometry } from "../types"
import { morph } from "./morph"
import { isNear, movedPlaces, outlineHandles, parsed, pathOf, pointOf, pulledPlaces } from "./outline"
import { around, type Shape } from "./shape"

export const POLYLINE: Shape<PolylineGeometry> = {
  kind: "polyline",
  name: msg`Line`,
  mark: "points",
  moves: true,
  closed: false,
  between: (start, end, share) => ({ points: morph(start.points, end.points, share, false) }),
  bounds: ({ points }) => around(points.map(pointOf)),
  covers: ({ points }, place, reach) => isNear(points, place, reach, false),
  handles: ({ points }, pixel) => outlineHandles(points, 0, false, pixel),
  pull({ points }, handle, to, picture) {
    const { at, adds } = parsed(handle) ?? { at: 0, adds: false }
    return { points: pulledPlaces(points, at, adds, to, picture) }
  },
  drop({ points }, handle) {
    const { at, adds } = parsed(handle) ?? { at: 0, adds: true }
    return adds || points.length < 3 ? null : { points: points.toSpliced(at, 1) }
  },
  moved: ({ points }, dx, dy) => ({ points: movedPlaces(points, dx, dy) }),
  corners: ({ points }) => points.map(pointOf),
  path: ({ points }) => pathOf(points, false),
  numbers({ points }) {
    const { x, y } = around(points.map(pointOf))
    return [
      { name: "x", short: "x", label: t`left end`, value: x },
      { name: "y", short: "y", label: t`upper end`, value: y },
    ]
  },
  put(line, name, value) {
    const { x, y } = around(line.points.map(pointOf))
    return name === "x" ? POLYLINE.moved(line, value - x, 0) : POLYLINE.moved(line, 0, value - y)
  },
}
