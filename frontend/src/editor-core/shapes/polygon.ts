/** Polygons with holes, by the even-odd rule. Twin: annotator/geometry/outline.py. */
import { msg, t } from "@lingui/core/macro"
import type { Place, PolygonGeometry } from "../types"
import { morph } from "./morph"
import { isInside, isNear, movedPlaces, outlineHandles, parsed, pathOf, pointOf, pulledPlaces, signedArea } from "./outline"
import { around, type Shape } from "./shape"

const LEAST = 3

export const POLYGON: Shape<PolygonGeometry> = {
  kind: "polygon",
  name: msg`Polygon`,
  mark: "outline",
  moves: true,
  closed: true,
  between(start, end, share) {
    const later = ringsOf(end)
    const same = ringsOf(start).length === later.length
    // Where the number of holes changes they stay as they were.
    return polygonOf(ringsOf(start).map((ring, at) => (at === 0 || same ? morph(ring, later[at] ?? ring, share, true) : ring)))
  },
  bounds: ({ outline }) => around(outline.map(pointOf)),
  covers(polygon, place, reach) {
    const rings = ringsOf(polygon)
    const odd = rings.filter((ring) => isInside(ring, place)).length % 2 === 1
    return odd || rings.some((ring) => isNear(ring, place, reach, true))
  },
  handles: (polygon, pixel) => ringsOf(polygon).flatMap((ring, at) => outlineHandles(ring, at, true, pixel)),
  pull(polygon, handle, to, picture) {
    const { ring, at, adds } = parsed(handle) ?? { ring: -1, at: 0, adds: false }
    return polygonOf(ringsOf(polygon).map((places, index) => (index === ring ? pulledPlaces(places, at, adds, to, picture) : places)))
  },
  drop(polygon, handle) {
    const { ring, at, adds } = parsed(handle) ?? { ring: -1, at: 0, adds: true }
    const rings = ringsOf(polygon)
    const left = rings[ring]?.toSpliced(at, 1)
    if (adds || !left) return null
    if (left.length >= LEAST) return polygonOf(rings.with(ring, left))
    return ring > 0 ? polygonOf(rings.toSpliced(ring, 1)) : null
  },
  moved: (polygon, dx, dy) => polygonOf(ringsOf(polygon).map((ring) => movedPlaces(ring, dx, dy))),
  corners: (polygon) => ringsOf(polygon).flat().map(pointOf),
  path: (polygon) => ringsOf(polygon).map((ring) => pathOf(ring, true)).join(""),
  numbers(polygon) {
    const { x, y } = around(polygon.outline.map(pointOf))
    return [
      { name: "x", short: "x", label: t`left edge`, value: x },
      { name: "y", short: "y", label: t`upper edge`, value: y },
    ]
  },
  put(polygon, name, value) {
    const { x, y } = around(polygon.outline.map(pointOf))
    return name === "x" ? POLYGON.moved(polygon, value - x, 0) : POLYGON.moved(polygon, 0, value - y)
  },
}

/** Its outline, then its holes. */
function ringsOf({ outline, holes = [] }: PolygonGeometry): (readonly Place[])[] {
  return [outline, ...holes]
}

/** The polygon of an outline and holes; one without holes says nothing of them. */
export function polygonOf([outline = [], ...holes]: readonly (readonly Place[])[]): PolygonGeometry {
  return holes.length > 0 ? { outline, holes } : { outline }
}

/** Its area in square pixels, without its holes. */
export function areaOf({ outline, holes = [] }: PolygonGeometry): number {
  const area = (ring: readonly Place[]) => Math.abs(signedArea(ring)) / 2
  return holes.reduce((left, hole) => left - area(hole), area(outline))
}
