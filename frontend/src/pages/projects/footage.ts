/** What a kind of footage usually wants said of it: which classes, and of which kind each. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"
import type { Proposal, Template } from "./templates"

interface Footage {
  readonly label: MessageDescriptor
  readonly template: Template
  /** What models are asked to tell in such footage, so why these kinds. */
  readonly about: MessageDescriptor
  readonly classes: readonly Proposal[]
}

const FOOTAGE = {
  sports: {
    label: msg`Sports`,
    template: "boxes",
    about: msg`Players and the ball are followed through the play; what happens has a beginning and an end.`,
    classes: [
      { name: "player", kind: "box" },
      { name: "ball", kind: "keypoint" },
      { name: "heading", kind: "vector" },
      { name: "attack", kind: "tag" },
    ],
  },
  traffic: {
    label: msg`Streets and traffic`,
    template: "boxes",
    about: msg`Road users are followed, lanes are lines, what can be driven on is an area.`,
    classes: [
      { name: "vehicle", kind: "box" },
      { name: "pedestrian", kind: "box" },
      { name: "lane", kind: "polyline" },
      { name: "road", kind: "polygon" },
    ],
  },
  surveillance: {
    label: msg`Surveillance`,
    template: "moments",
    about: msg`What happens matters more than where: moments are tagged, people may be boxed.`,
    classes: [
      { name: "normal", kind: "tag" },
      { name: "incident", kind: "tag" },
      { name: "person", kind: "box" },
    ],
  },
  microscopy: {
    label: msg`Microscopy and medicine`,
    template: "boxes",
    about: msg`Outlines and pixels are measured, points are followed to see how things move.`,
    classes: [
      { name: "cell", kind: "polygon" },
      { name: "tissue", kind: "mask" },
      { name: "nucleus", kind: "keypoint" },
      { name: "division", kind: "tag" },
    ],
  },
} as const satisfies Readonly<Record<string, Footage>>

export type FootageKind = keyof typeof FOOTAGE

export const FOOTAGE_KINDS = Object.keys(FOOTAGE) as FootageKind[]

export function nameOfFootage(kind: FootageKind): string {
  return i18n._(FOOTAGE[kind].label)
}

export function aboutFootage(kind: FootageKind): string {
  return i18n._(FOOTAGE[kind].about)
}

/** The classes proposed for a kind of footage, and what people do in such a project. */
export function proposed(kind: FootageKind): { template: Template; classes: readonly Proposal[] } {
  const { template, classes } = FOOTAGE[kind]
  return { template, classes }
}
