/** Skeletons to begin with. */
import type { MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"
import type { Template } from "../../editor-core/types"

type Joint = readonly [name: string, x: number, y: number]

function template(joints: readonly Joint[], edges: readonly (readonly [number, number])[]): Template {
  const name = (at: number) => joints[at]?.[0] ?? ""
  return {
    joints: joints.map(([joint, x, y]) => ({ name: joint, x, y })),
    edges: edges.map(([from, to]) => [name(from), name(to)]),
  }
}

/** The 17 keypoints of COCO (Lin et al., 2014), in its order. */
const PERSON = template(
  [
    ["nose", 0.5, 0.06],
    ["left eye", 0.55, 0.03],
    ["right eye", 0.45, 0.03],
    ["left ear", 0.6, 0.05],
    ["right ear", 0.4, 0.05],
    ["left shoulder", 0.68, 0.2],
    ["right shoulder", 0.32, 0.2],
    ["left elbow", 0.8, 0.36],
    ["right elbow", 0.2, 0.36],
    ["left wrist", 0.88, 0.5],
    ["right wrist", 0.12, 0.5],
    ["left hip", 0.61, 0.53],
    ["right hip", 0.39, 0.53],
    ["left knee", 0.63, 0.75],
    ["right knee", 0.37, 0.75],
    ["left ankle", 0.64, 0.97],
    ["right ankle", 0.36, 0.97],
  ],
  [
    [0, 1], [0, 2], [1, 3], [2, 4], [5, 6], [5, 7], [7, 9], [6, 8], [8, 10],
    [5, 11], [6, 12], [11, 12], [11, 13], [13, 15], [12, 14], [14, 16],
  ],
)

const FINGERS = ["thumb", "index", "middle", "ring", "little"]
/** Where each finger begins and ends, from the thumb on. */
const REACH = [
  [0.3, 0.8, 0.02, 0.42],
  [0.36, 0.48, 0.26, 0.08],
  [0.5, 0.45, 0.48, 0.02],
  [0.63, 0.48, 0.69, 0.08],
  [0.75, 0.55, 0.92, 0.22],
] as const

/** A wrist and four joints of each finger: 21, in the order that hand trackers use. */
const HAND = template(
  [
    ["wrist", 0.5, 0.98],
    ...REACH.flatMap(([x, y, toX, toY], finger) =>
      [0, 1, 2, 3].map((at): Joint => [
        `${FINGERS[finger] ?? ""} ${at + 1}`,
        Number((x + ((toX - x) * at) / 3).toFixed(3)),
        Number((y + ((toY - y) * at) / 3).toFixed(3)),
      ]),
    ),
  ],
  FINGERS.flatMap((_, finger) => [0, 1, 2, 3].map((at): [number, number] => [at === 0 ? 0 : finger * 4 + at, finger * 4 + at + 1])),
)

export const TEMPLATES: readonly { readonly name: MessageDescriptor; readonly template: Template }[] = [
  { name: msg`Person, 17 joints`, template: PERSON },
  { name: msg`Hand, 21 joints`, template: HAND },
]
