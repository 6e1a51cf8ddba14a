import { expect, test } from "vitest"
import { cutAsk } from "./cutting"

const CLIP = { frames: 300, rate: { numerator: 30000, denominator: 1001 } }

test("[S09] seconds become whole frames of the clip's rate", () => {
  expect(cutAsk({ by: "length", seconds: 2, text: "" }, CLIP)).toEqual({ by: "length", length: 60 })
})

test("[S09] where its shots begin is left to the server", () => {
  expect(cutAsk({ by: "shots", seconds: 10, text: "" }, CLIP)).toEqual({ by: "shots" })
})

test("[S09] each line by hand is a part", () => {
  expect(cutAsk({ by: "ranges", seconds: 0, text: "0 120\n\n 130, 200 " }, CLIP)).toEqual({
    by: "ranges",
    ranges: [
      [0, 120],
      [130, 200],
    ],
  })
})

test.each([
  { by: "length", seconds: 0, text: "" },
  { by: "length", seconds: 60, text: "" },
  { by: "ranges", seconds: 0, text: "" },
  { by: "ranges", seconds: 0, text: "0 120 7" },
  { by: "ranges", seconds: 0, text: "to the end" },
] as const)("what does not say where to cut is not asked: %o", (cutting) => {
  expect(cutAsk(cutting, CLIP)).toBeNull()
})
