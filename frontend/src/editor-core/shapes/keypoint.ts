/** Single places. Twin: annotator/geometry/point.py. */
import { msg } from "@lingui/core/macro"
import type { KeypointGeometry } from "../types"
import { inside, mix, round, type Shape } from "./shape"

/** How large the cross is drawn, in screen pixels. */
const [RADIUS_PX, ARM_PX] = [3, 7]

export const KEYPOINT: Shape<KeypointGeometry> = {
  kind: "keypoint",
  name: msg`Keypoint`,
  mark: "x",
  moves: true,
  closed: true,
  between: (start, end, share) => ({ x: mix(start.x, end.x, share), y: mix(start.y, end.y, share) }),
  bounds: ({ x, y }) => ({ x, y, width: 0, height: 0 }),
  covers: ({ x, y }, place, reach) => Math.hypot(place.x - x, place.y - y) <= reach,
  handles: ({ x, y }) => [{ name: "place", look: "vertex", cursor: "move", x, y }],
  pull: (_, __, to, picture) => inside(to, picture),
  moved: ({ x, y }, dx, dy) => ({ x: round(x + dx), y: round(y + dy) }),
  corners: ({ x, y }) => [{ x, y }],
  path({ x, y }, pixel) {
    const [radius, arm] = [RADIUS_PX * pixel, ARM_PX * pixel]
    const circle = `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`
    const arms = [[-1, 0], [1, 0], [0, -1], [0, 1]].map(
      ([across = 0, down = 0]) => `M${x + across * radius} ${y + down * radius}L${x + across * arm} ${y + down * arm}`,
    )
    return circle + arms.join("")
  },
  numbers: ({ x, y }) => [
    { name: "x", short: "x", label: "x", value: x },
    { name: "y", short: "y", label: "y", value: y },
  ],
  put: ({ x, y }, name, value, picture) => inside({ x, y, [name]: value }, picture),
}
