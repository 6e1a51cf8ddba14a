import { expect, test, vi } from "vitest"
import { type DataKeys, meaning } from "./useKeys"
import { sizeAt } from "./useCardSize"

const NAMES = ["all", "clear", "search", "digit", "remove", "step", "row", "scrub", "first", "last", "pick", "zoom", "undo", "redo"] as const

/** What a key called, and with what. */
function pressed(key: string, rest: Partial<KeyboardEvent> = {}): unknown[] {
  const keys = Object.fromEntries(NAMES.map((name) => [name, vi.fn()])) as Record<(typeof NAMES)[number], ReturnType<typeof vi.fn>>
  const event = { key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...rest }
  meaning(event, keys as unknown as DataKeys)?.()
  return NAMES.flatMap((name) => keys[name].mock.calls.map((call) => [name, ...(call as unknown[])]))
}

test("keys of the data page act on the chosen and the focused clip", () => {
  expect(pressed("3", { code: "Digit3" })).toEqual([["digit", 3]])
  expect(pressed("t")).toEqual([["pick"]])
  expect(pressed("a", { ctrlKey: true })).toEqual([["all"]])
  expect(pressed("z", { metaKey: true })).toEqual([["undo"]])
  expect(pressed("Z", { ctrlKey: true, shiftKey: true })).toEqual([["redo"]])
  expect(pressed("Home")).toEqual([["first"]])
  expect(pressed("End")).toEqual([["last"]])
  expect(pressed("ArrowRight", { shiftKey: true })).toEqual([["scrub", 1]])
  expect(pressed("+", { shiftKey: true })).toEqual([["zoom", 1]])
  expect(pressed("Delete")).toEqual([["remove"]])
})

test("chords of the browser stay the browser's", () => {
  expect(pressed("1", { code: "Digit1", ctrlKey: true })).toEqual([])
  expect(pressed("1", { code: "Digit1", altKey: true })).toEqual([])
  expect(pressed("-", { ctrlKey: true })).toEqual([])
})

test("whatever the browser kept, the cards have a size", () => {
  expect([Number.NaN, -1, 1, 99].map(sizeAt)).toEqual([1, 0, 1, 3])
})
