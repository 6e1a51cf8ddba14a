import { expect, test } from "vitest"
import { COMMANDS } from "../commands/registry"
import { QUICK, repeats } from "./commands"

test("what the workspace does too has the same key here", () => {
  const shared = QUICK.flatMap((action) => COMMANDS.filter(({ id }) => id === action.id).map(({ keys }) => ({ id: action.id, here: action.keys, there: keys })))
  expect(shared.length).toBeGreaterThan(15)
  for (const { id, here, there } of shared) expect([id, here]).toEqual([id, there])
})

test("no key means two things", () => {
  const keys = QUICK.flatMap((action) => action.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test("a key that is held goes through frames, and decides and plays once", () => {
  const held = QUICK.filter(repeats).map(({ id }) => id)
  expect(held).toEqual(["back", "forward", "one-back", "one-forward", "back-10", "forward-10", "first", "last"])
})
