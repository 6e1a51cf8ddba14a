/** How loud a stretch is, without looking at each peak of it. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { lanesOf, resizedLane, rowsTop, shotRanges, USUAL } from "./lanes"
import { RULER_PX } from "./rows"
import { Wave } from "./wave"

// A power of two: times are exact.
const RATE = 64

test("[P12] the loudest peak of any stretch is the one a look at each would find", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(300), fc.nat(300), (peaks, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b, Math.min(a, b) + 1)]
      const expected = Math.max(0, ...peaks.slice(from, to)) / 255
      expect(new Wave(peaks, RATE).loudest(from / RATE, to / RATE)).toBeCloseTo(expected)
    }),
  )
})
test("at a rate whose times are rounded a stretch has its own peaks, and at most a neighbor's", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(300), fc.nat(300), fc.constantFrom(50, 29.97, 1000 / 7), (peaks, a, b, rate) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b, Math.min(a, b) + 1)]
      const found = Math.round(new Wave(peaks, rate).loudest(from / rate, to / rate) * 255)
      expect(found).toBeGreaterThanOrEqual(Math.max(0, ...peaks.slice(from, to)))
      expect(found).toBeLessThanOrEqual(Math.max(0, ...peaks.slice(Math.max(0, from - 1), to + 1)))
    }),
  )
})
test("a stretch narrower than a peak still has the one it lies in", () => {
  expect(new Wave(Uint8Array.of(0, 255, 0), RATE).loudest(1.5 / RATE, 1.51 / RATE)).toBe(1)
})
test("before and after the clip it is quiet", () => {
  const wave = new Wave(Uint8Array.of(255, 255), RATE)
  expect([wave.loudest(-2, -1), wave.loudest(5, 6)]).toEqual([0, 0])
})
test("a lane that the clip has nothing for takes no room", () => {
  const sound = new Wave(Uint8Array.of(1), RATE)
  const lanes = lanesOf(USUAL, { score: null, doubt: null, skips: null, film: null, sound, shots: null })
  expect(lanes).toEqual([{ kind: "sound", top: RULER_PX, height: USUAL.sound }])
  expect(rowsTop(lanes)).toBe(RULER_PX + USUAL.sound)
  expect(rowsTop(lanesOf({ ...USUAL, sound: 0 }, { score: null, doubt: null, skips: null, film: null, sound, shots: null }))).toBe(RULER_PX)
})
test("a lane keeps a height that can be seen and leaves room for others", () => {
  expect([resizedLane(20, -100), resizedLane(20, 1000), resizedLane(20, 8)]).toEqual([16, 160, 28])
})
test("shots cover the clip, with or without a cut at its ends", () => {
  const shots = (boundaries: number[]) => shotRanges({ boundaries, keyframes: [] }, { frames: 100 })
  expect(shots([30, 60])).toEqual([[0, 30], [30, 60], [60, 100]])
  expect(shots([0, 30, 100])).toEqual([[0, 30], [30, 100]])
  expect(shots([])).toEqual([[0, 100]])
})
