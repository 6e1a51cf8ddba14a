import { expect, test } from "vitest"
import { touches } from "./Confidence"
import { foldersOf } from "./Folders"

test("folders stand in order of their paths, each as deep as its path", () => {
  expect(foldersOf({ "": 4, "season/night": 1, season: 2 })).toEqual([
    { path: "season", name: "season", depth: 1, total: 2 },
    { path: "season/night", name: "night", depth: 2, total: 1 },
  ])
})

test("a bin of the histogram is lit where any of it is asked for", () => {
  const lit = (low: number, high: number) => [0, 1, 2, 3].filter((at) => touches(at, 4, low, high))
  expect(lit(0, 1)).toEqual([0, 1, 2, 3])
  expect(lit(0.3, 0.5)).toEqual([1])
  expect(lit(0.74, 1)).toEqual([2, 3])
})
