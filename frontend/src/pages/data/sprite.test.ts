import fc from "fast-check"
import { expect, test } from "vitest"
import { backgroundOf, frameAt, pictureAt } from "./sprite"

const SPRITE = { url: "/media/s.webp", columns: 5, rows: 4, count: 18, width: 160, height: 90 }

test("every share of a clip has a picture and a frame", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 10_000 }), (share, frames) => {
      expect(pictureAt(share, frames)).toBeGreaterThanOrEqual(0)
      expect(frameAt(share, frames)).toBeLessThan(frames)
    }),
  )
})

test("the first picture lies top left, the last where the sheet ends", () => {
  expect(backgroundOf(SPRITE, 0).backgroundPosition).toBe("0% 0%")
  expect(backgroundOf(SPRITE, pictureAt(1, SPRITE.count)).backgroundPosition).toBe("50% 100%")
  expect(backgroundOf({ ...SPRITE, columns: 1, rows: 1, count: 1 }, 0).backgroundPosition).toBe("0% 0%")
})
