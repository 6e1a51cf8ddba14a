/** What a class's labels can be. */
import { shapeOfKind } from "../../editor-core/shapes/registry"
import type { Kind } from "../../editor-core/types"

const ABOUT: Readonly<Record<Kind, string>> = {
  tag: "On whole clips or spans of frames.",
  box: "A rectangle, upright or turned, that moves through the clip.",
  polygon: "An outline of points, with holes where it needs them.",
  polyline: "A line of points, such as a lane or a wire.",
  ellipse: "A round thing, upright or turned.",
  keypoint: "One place, such as the tip of a tool.",
  skeleton: "Named joints that are joined, such as a person or a hand.",
  vector: "A place and a direction, such as where somebody looks.",
  mask: "Pixels, painted with a brush.",
}

export function nameOfKind(kind: Kind): string {
  return kind === "tag" ? "Tag" : shapeOfKind(kind).name
}

export const KINDS = (Object.keys(ABOUT) as Kind[]).map((kind) => ({ kind, name: nameOfKind(kind), about: ABOUT[kind] }))
