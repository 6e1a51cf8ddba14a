/** As many tracks as a bench makes are where the server says; without a bench a file names none. */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { shapeAt, sorted } from "./interpolate"
import { gap, numbersOf } from "./testing"
import type { Geometry, Keyframes } from "./types"

interface Case {
  readonly keyframes: Keyframes
  readonly rows: readonly (readonly [number, Geometry])[]
}

const FILE = process.env.CLIPLOOP_TRACKS
const TOLERANCE = 1e-6
const LONGEST_MS = 120_000

test.skipIf(!FILE)("[P14] every track of the file is where it says, to a millionth of a pixel", { timeout: LONGEST_MS }, () => {
  const cases = JSON.parse(readFileSync(FILE ?? "", "utf8")) as readonly Case[]
  expect(cases.length).toBeGreaterThan(0)
  let most = 0
  for (const { keyframes, rows } of cases) {
    const track = sorted(keyframes)
    for (const [frame, wanted] of rows) most = Math.max(most, gap(numbersOf(shapeAt(track, frame), true), numbersOf(wanted, true)))
  }
  expect(most).toBeLessThanOrEqual(TOLERANCE)
})
