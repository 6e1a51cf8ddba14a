/** What a class's labels can be. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import { shapeOfKind } from "../../editor-core/shapes/registry"
import type { Kind } from "../../editor-core/types"
import { said } from "../../editor-core/words"

const ABOUT: Readonly<Record<Kind, MessageDescriptor>> = {
  tag: msg`On whole clips or spans of frames.`,
  box: msg`A rectangle, upright or turned, that moves through the clip.`,
  polygon: msg`An outline of points, with holes where it needs them.`,
  polyline: msg`A line of points, such as a lane or a wire.`,
  ellipse: msg`A round thing, upright or turned.`,
  keypoint: msg`One place, such as the tip of a tool.`,
  skeleton: msg`Named joints that are joined, such as a person or a hand.`,
  vector: msg`A place and a direction, such as where somebody looks.`,
  mask: msg`Pixels, painted with a brush.`,
}

export function nameOfKind(kind: Kind): string {
  return kind === "tag" ? t`Tag` : said(shapeOfKind(kind).name)
}

/** Every kind with its name and what it is for. */
export function kinds(): { kind: Kind; name: string; about: string }[] {
  return (Object.keys(ABOUT) as Kind[]).map((kind) => ({ kind, name: nameOfKind(kind), about: i18n._(ABOUT[kind]) }))
}
