import { expect, test } from "vitest"
import { DIGITS, firstFree, SLOTS } from "./slots"

test("a new class takes the first key that is free, in the order of the keyboard", () => {
  expect(firstFree(DIGITS, [1, 3, null])).toBe(2)
  expect(firstFree(DIGITS, [1, 2, 3, 4, 5, 6, 7, 8, 9])).toBe(0)
  expect(firstFree(DIGITS, DIGITS)).toBeNull()
})

test("a new class takes the first color that is free", () => {
  expect(firstFree(SLOTS, [1, 2, 4])).toBe(3)
})
