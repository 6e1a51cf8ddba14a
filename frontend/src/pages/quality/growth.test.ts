import { expect, test } from "vitest"
import { columnsOf, inPoints, isUnsure } from "./growth"

const point = (labels: number, score: number) => ({ labels, score, low: score, high: score })

test("measured, fitted and foretold stand at their amounts, and the lines meet", () => {
  const columns = columnsOf({
    points: [point(40, 0.7), point(20, 0.5)],
    curve: [
      { labels: 20, score: 0.5 },
      { labels: 60, score: 0.75 },
      { labels: 100, score: 0.8 },
    ],
    labels: 70,
  })

  expect(columns).toEqual([
    [20, 40, 60, 100],
    [50, 70, null, null],
    [50, null, 75, null],
    [null, null, 75, 80],
  ])
})

test("without a curve there are points alone", () => {
  expect(columnsOf({ points: [point(10, 0.4)], curve: [], labels: 10 })).toEqual([[10], [40], [null], [null]])
  expect(columnsOf({ points: [], curve: [], labels: 0 })).toEqual([[], [], [], []])
})

test("a gain is told in points, and as unsure where it may be nothing", () => {
  const gain = { more: 50, gain: 0.02, low: -0.01, high: 0.05 }

  expect(inPoints(gain)).toEqual([2, -1, 5])
  expect([isUnsure(gain), isUnsure({ ...gain, low: 0.001 })]).toEqual([true, false])
})
