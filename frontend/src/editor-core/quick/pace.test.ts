import { expect, test } from "vitest"
import { perMinute } from "./pace"

test.each([
  { name: "three in four seconds are thirty a minute", times: [0, 2_000, 4_000], now: 4_500, pace: 30 },
  { name: "two say nothing yet", times: [0, 2_000], now: 2_000, pace: null },
  { name: "a long pause says nothing any more", times: [0, 2_000, 4_000], now: 200_000, pace: null },
  { name: "only the last ones count", times: [-600_000, ...Array.from({ length: 12 }, (_, at) => at * 1_000)], now: 11_000, pace: 60 },
])("$name", ({ times, now, pace }) => {
  expect(perMinute(times, now)).toBe(pace)
})
