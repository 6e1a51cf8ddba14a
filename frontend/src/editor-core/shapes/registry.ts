/** Every shape, in the order in which their marks tell them apart. Twin: annotator/geometry/registry.py. */
import type { Geometry, ShapeKind } from "../types"
import { BOX } from "./box"
import { ELLIPSE } from "./ellipse"
import { KEYPOINT } from "./keypoint"
import { MASK } from "./mask"
import { POLYGON } from "./polygon"
import { POLYLINE } from "./polyline"
import { around, type Picture, type Shape } from "./shape"
import { SKELETON } from "./skeleton"
import { VECTOR } from "./vector"

export const SHAPES: readonly Shape[] = [MASK, SKELETON, POLYGON, POLYLINE, ELLIPSE, VECTOR, BOX, KEYPOINT]

/** What a geometry is. Throws on one without a mark, which is a mistake in the program. */
export function shapeOf(geometry: Geometry): Shape {
  const found = SHAPES.find(({ mark }) => mark in geometry)
  if (!found) throw new Error("This geometry is of no shape")
  return found
}

/** The shape of a kind. */
export function shapeOfKind(kind: ShapeKind): Shape {
  const found = SHAPES.find((shape) => shape.kind === kind)
  if (!found) throw new Error(`There is no shape ${kind}`)
  return found
}

/** A geometry moved, as far as the picture allows; one that sticks out already goes no further out. */
export function shifted(geometry: Geometry, dx: number, dy: number, picture: Picture): Geometry {
  const shape = shapeOf(geometry)
  const { x, y, width, height } = shape.bounds(geometry)
  return shape.moved(geometry, within(dx, x, x + width, picture.width), within(dy, y, y + height, picture.height))
}

/** Geometries moved by the same way, as far as the picture lets the outermost of them. */
export function shiftedTogether(geometries: readonly Geometry[], dx: number, dy: number, picture: Picture): Geometry[] {
  if (geometries.length === 0) return []
  const all = geometries.map((geometry) => shapeOf(geometry).bounds(geometry))
  const corners = all.flatMap(({ x, y, width, height }) => [{ x, y }, { x: x + width, y: y + height }])
  const { x, y, width, height } = around(corners)
  // A mask moves by whole pixels, so that what moves with it does too.
  const way = geometries.some((geometry) => "runs" in geometry) ? Math.trunc : Number
  const [right, down] = [way(within(dx, x, x + width, picture.width)), way(within(dy, y, y + height, picture.height))]
  return geometries.map((geometry) => shapeOf(geometry).moved(geometry, right, down))
}

function within(by: number, near: number, far: number, most: number): number {
  return Math.min(Math.max(by, Math.min(-near, 0)), Math.max(most - far, 0))
}
