/** Named joints; which are joined is written in the class. Twin: annotator/geometry/point.py. */
import { msg, t } from "@lingui/core/macro"
import type { BoxGeometry, Joint, Sight, SkeletonGeometry, Template } from "../types"
import { pointIn } from "./box"
import { SIDES } from "./frame"
import { around, type Bounds, type Handle, inside, mix, type Point, round, type Shape } from "./shape"

const RADIUS_PX = 3
const SIGHTS: readonly Sight[] = ["visible", "covered", "absent"]

export const SKELETON: Shape<SkeletonGeometry> = {
  kind: "skeleton",
  name: msg`Skeleton`,
  mark: "joints",
  moves: true,
  closed: false,
  between: (start, end, share) =>
    each(start, (joint, name) => {
      const later = end.joints[name] ?? joint
      return { ...joint, x: mix(joint.x, later.x, share), y: mix(joint.y, later.y, share) }
    }),
  bounds: boundsOf,
  covers(skeleton, place, reach) {
    const { x, y, width, height } = boundsOf(skeleton)
    const across = place.x >= x - reach && place.x <= x + width + reach
    return across && place.y >= y - reach && place.y <= y + height + reach
  },
  handles(skeleton) {
    const { x, y, width, height } = boundsOf(skeleton)
    const corners = SIDES.filter((side) => side.x * side.y !== 0).map((side): Handle => ({
      name: `corner:${side.name}`,
      look: "corner",
      cursor: side.x === side.y ? "nwse-resize" : "nesw-resize",
      x: x + (width * (side.x + 1)) / 2,
      y: y + (height * (side.y + 1)) / 2,
    }))
    const joints = Object.entries(skeleton.joints).map(([name, joint]): Handle => {
      const look = joint.sight === undefined || joint.sight === "visible" ? "vertex" : joint.sight
      return { name: `joint:${name}`, look, cursor: "move", x: joint.x, y: joint.y }
    })
    return [...corners, ...joints]
  },
  pull(skeleton, handle, to, picture) {
    const name = jointOf(handle)
    if (name !== null) return each(skeleton, (joint, own) => (own === name ? { ...joint, ...inside(to, picture) } : joint))
    return stretched(skeleton, handle.slice("corner:".length), to, (place) => inside(place, picture))
  },
  moved: (skeleton, dx, dy) => each(skeleton, (joint) => ({ ...joint, x: round(joint.x + dx), y: round(joint.y + dy) })),
  corners: ({ joints }) => Object.values(joints).map(({ x, y }) => ({ x, y })),
  path({ joints }, pixel, edges) {
    const radius = RADIUS_PX * pixel
    const seen = ({ sight }: Joint) => sight !== "absent"
    const lines = edges.flatMap(([from, to]) => {
      const [a, b] = [joints[from], joints[to]]
      return a && b && seen(a) && seen(b) ? [`M${a.x} ${a.y}L${b.x} ${b.y}`] : []
    })
    const dots = Object.values(joints).filter(seen).map(
      ({ x, y }) => `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`,
    )
    return [...lines, ...dots].join("")
  },
  numbers: ({ joints }) =>
    Object.entries(joints).flatMap(([name, { x, y }]) => [
      { name: `x:${name}`, short: "x", label: t`x of ${name}`, value: x },
      { name: `y:${name}`, short: "y", label: t`y of ${name}`, value: y },
    ]),
  put(skeleton, name, value, picture) {
    const [axis, joint] = [name.slice(0, 1), name.slice(2)]
    return each(skeleton, (one, own) => (own === joint ? { ...one, ...inside({ x: one.x, y: one.y, [axis]: value }, picture) } : one))
  },
}

/** The joint whose handle this is. */
export function jointOf(handle: string): string | null {
  return handle.startsWith("joint:") ? handle.slice("joint:".length) : null
}

/** The skeleton with a joint seen otherwise; a visible one says nothing of it. */
export function withSight(skeleton: SkeletonGeometry, name: string, sight: Sight): SkeletonGeometry {
  return each(skeleton, ({ x, y, ...rest }, own) => (own !== name ? { x, y, ...rest } : sight === "visible" ? { x, y } : { x, y, sight }))
}

/** Visible, then covered, then absent, then visible again. */
export function nextSight(sight: Sight = "visible"): Sight {
  return SIGHTS[(SIGHTS.indexOf(sight) + 1) % SIGHTS.length] ?? "visible"
}

/** The template laid into a box. */
export function skeletonIn(box: BoxGeometry, template: Template): SkeletonGeometry {
  const joints = template.joints.map(({ name, x, y }): [string, Joint] => {
    const place = pointIn(box, x, y)
    return [name, { x: round(place.x), y: round(place.y) }]
  })
  return { joints: Object.fromEntries(joints) }
}

function each({ joints }: SkeletonGeometry, change: (joint: Joint, name: string) => Joint): SkeletonGeometry {
  return { joints: Object.fromEntries(Object.entries(joints).map(([name, joint]) => [name, change(joint, name)])) }
}

/** Around the joints that are there, or around all. */
function boundsOf({ joints }: SkeletonGeometry): Bounds {
  const all = Object.values(joints)
  const there = all.filter(({ sight }) => sight !== "absent")
  return around(there.length > 0 ? there : all)
}

/** All joints spread so that a corner of what is around them lies elsewhere. */
function stretched(skeleton: SkeletonGeometry, corner: string, to: Point, fit: (place: Point) => Point): SkeletonGeometry {
  const bounds = boundsOf(skeleton)
  const side = SIDES.find(({ name }) => name === corner)
  if (!side) return skeleton
  const across = spread(bounds.x, bounds.width, side.x, to.x)
  const down = spread(bounds.y, bounds.height, side.y, to.y)
  return each(skeleton, (joint) => ({ ...joint, ...fit({ x: across(joint.x), y: down(joint.y) }) }))
}

function spread(near: number, size: number, side: number, to: number): (value: number) => number {
  const fixed = side > 0 ? near : near + size
  const by = size > 0 ? Math.max(((to - fixed) * side) / size, 0.01) : 1
  return (value) => fixed + (value - fixed) * by
}
