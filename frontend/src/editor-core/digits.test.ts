import { expect, test } from "vitest"
import { digitOf } from "./digits"
import { PLAYER } from "./testing"

test("a class is picked by its digit, else by its place where that is nobody's digit", () => {
  const classes = [3, null, null, 1].map((hotkey, id) => ({ ...PLAYER, id, hotkey }))
  expect(classes.map((_, index) => digitOf(classes, index))).toEqual([3, 2, null, 1])
  const many = Array.from({ length: 11 }, (_, id) => ({ ...PLAYER, id, hotkey: null }))
  expect(many.map((_, index) => digitOf(many, index)).slice(8)).toEqual([9, null, null])
})
