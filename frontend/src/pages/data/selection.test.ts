import { expect, test } from "vitest"
import { chooseAll, chosenCount, extend, isChosen, NOTHING, toggle } from "./selection"

const SHOWN = [10, 11, 12, 13, 14]

test("a click chooses, a second click lets go", () => {
  const once = toggle(NOTHING, 11, SHOWN)
  expect([...once.ids]).toEqual([11])
  expect(toggle(once, 11, SHOWN).ids.size).toBe(0)
})

test("shift and a click choose everything between, in either direction", () => {
  expect([...extend(toggle(NOTHING, 11, SHOWN), 13, SHOWN).ids]).toEqual([11, 12, 13])
  expect([...extend(toggle(NOTHING, 13, SHOWN), 11, SHOWN).ids].sort()).toEqual([11, 12, 13])
})

test("shift without a beginning is a click", () => {
  expect([...extend(NOTHING, 12, SHOWN).ids]).toEqual([12])
})

test("all that match counts those that are not loaded", () => {
  const all = chooseAll(SHOWN)
  expect(chosenCount(all, 412)).toBe(412)
  expect(isChosen(all, 999)).toBe(true)
})

test("letting one go out of all keeps the others that are shown", () => {
  const rest = toggle(chooseAll(SHOWN), 12, SHOWN)
  expect([...rest.ids]).toEqual([10, 11, 13, 14])
  expect(rest.all).toBe(false)
})
