import { expect, test } from "vitest"
import type { SaliencyMap } from "../../api/evaluationTypes"
import { strengths, veil } from "./looking"

const MAP: SaliencyMap = {
  class_id: 1,
  rows: 1,
  columns: 2,
  peak: 0,
  moments: [
    { frame: 3, share: 1, map: btoa("\x00\xff") },
    { frame: 5, share: 0, map: btoa("\x00") },
  ],
}

test("the strength of each place is read", () => {
  expect([...strengths(MAP, 0)]).toEqual([0, 255])
})

test("what does not fit shows nothing", () => {
  expect([...strengths(MAP, 1)]).toEqual([0, 0])
  expect([...strengths(MAP, 9)]).toEqual([0, 0])
})

test("what was looked at is lit, the rest lies in the dark", () => {
  expect([...veil(strengths(MAP, 0))]).toEqual([0, 0, 0, 150, 196, 161, 255, 90])
})
