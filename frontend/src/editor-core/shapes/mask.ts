/** Masks: pixels, run by run. Twin: annotator/geometry/mask.py. */
import { msg, t } from "@lingui/core/macro"
import type { MaskGeometry } from "../types"
import { pathOf } from "./outline"
import { eachRun } from "./pixels"
import type { Shape } from "./shape"
import { ringsAround } from "./trace"

export const MASK: Shape<MaskGeometry> = {
  kind: "mask",
  name: msg`Mask`,
  mark: "runs",
  moves: false,
  closed: true,
  between: (start) => start,
  bounds: ({ x, y, width, height }) => ({ x, y, width, height }),
  covers(mask, place, reach) {
    let found = false
    eachRun(mask, (row, from, to) => {
      found ||= place.y >= row - reach && place.y <= row + 1 + reach && place.x >= from - reach && place.x <= to + reach
    })
    return found
  },
  handles: () => [],
  pull: (mask) => mask,
  // Masks lie on whole pixels.
  moved: ({ x, y, width, height, runs }, dx, dy) => ({ x: x + Math.round(dx), y: y + Math.round(dy), width, height, runs }),
  corners: ({ x, y, width, height }) => [x, x + width].flatMap((at) => [y, y + height].map((down) => ({ x: at, y: down }))),
  path: (mask) => ringsAround(mask).map((ring) => pathOf(ring, true)).join(""),
  numbers: ({ x, y }) => [
    { name: "x", short: "x", label: t`left edge`, value: x },
    { name: "y", short: "y", label: t`upper edge`, value: y },
  ],
  put(mask, name, value, picture) {
    const most = name === "x" ? picture.width - mask.width : picture.height - mask.height
    return { ...mask, [name]: Math.min(Math.max(Math.round(value), 0), Math.floor(most)) }
  },
}
