/** Shapes that can become others. */
import { BOX } from "./shapes/box"
import { placesAround } from "./shapes/ellipse"
import { placeOf } from "./shapes/outline"
import { type Point, round } from "./shapes/shape"
import { shapeOf } from "./shapes/registry"
import { outlineOf } from "./shapes/trace"
import { renewed } from "./tracks"
import type {
  Annotation,
  BoxGeometry,
  Change,
  EllipseGeometry,
  Geometry,
  LabelClass,
  MaskGeometry,
  PolygonGeometry,
  ShapeKind,
} from "./types"

const AROUND_ELLIPSE = 32
/** How far a traced outline may leave the edges of pixels, in pixels. */
const TRACE_PX = 1

interface Conversion {
  readonly from: ShapeKind
  readonly to: ShapeKind
  convert(shape: Geometry): Geometry | null
}

export const CONVERSIONS: readonly Conversion[] = [
  ...(["polygon", "ellipse", "mask", "skeleton"] as const).map((from): Conversion => ({ from, to: "box", convert: boxAround })),
  { from: "box", to: "polygon", convert: (shape) => polygonThrough(BOX.corners(shape as BoxGeometry)) },
  { from: "ellipse", to: "polygon", convert: (shape) => polygonThrough(placesAround(shape as EllipseGeometry, AROUND_ELLIPSE)) },
  { from: "mask", to: "polygon", convert: (shape) => traced(shape as MaskGeometry) },
  { from: "box", to: "ellipse", convert: (shape) => ellipseInside(shape as BoxGeometry) },
]

function boxAround(shape: Geometry): BoxGeometry {
  const { x, y, width, height } = shapeOf(shape).bounds(shape)
  return { x: round(x), y: round(y), width: Math.max(round(width), 4), height: Math.max(round(height), 4) }
}

function polygonThrough(places: readonly Point[]): PolygonGeometry {
  return { outline: places.map(({ x, y }) => placeOf({ x: round(x), y: round(y) })) }
}

function traced(mask: MaskGeometry): PolygonGeometry | null {
  const [outline, ...holes] = outlineOf(mask, TRACE_PX)
  if (!outline || outline.length < 3) return null
  return holes.length > 0 ? { outline, holes } : { outline }
}

function ellipseInside({ x, y, width, height, rotation }: BoxGeometry): EllipseGeometry {
  const upright = { x: x + width / 2, y: y + height / 2, radius_x: width / 2, radius_y: height / 2 }
  return rotation ? { ...upright, rotation } : upright
}

/** The kinds that a track can become. */
export function becomes(record: Annotation): ShapeKind[] {
  return CONVERSIONS.filter(({ from }) => from === record.kind).map(({ to }) => to)
}

/**
 * The track as one of another class of another kind, at each of its keyframes; it is a new record,
 * since a record never changes its kind. Null where a keyframe cannot become that.
 */
export function converted(record: Annotation, labelClass: LabelClass): { changes: Change[]; id: string } | null {
  const conversion = CONVERSIONS.find(({ from, to }) => from === record.kind && to === labelClass.kind)
  if (!conversion) return null
  const keyframes: Record<string, Geometry> = {}
  for (const [frame, shape] of Object.entries(record.keyframes)) {
    const next = conversion.convert(shape)
    if (!next) return null
    keyframes[frame] = shape.hold ? { ...next, hold: true } : next
  }
  const added = { ...renewed(record), class_id: labelClass.id, kind: labelClass.kind, steps: {}, keyframes }
  return { changes: [{ removed: record }, { added }], id: added.id }
}
