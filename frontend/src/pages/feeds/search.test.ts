/** What of an address a feed understands. */
import { expect, test } from "vitest"
import { MOST_TEXT, readFeedSearch } from "./search"

test("words are taken as they were typed, also where they look like a number", () => {
  expect(readFeedSearch({ text: "two people", class: 3 })).toEqual({ text: "two people", class: "3" })
  expect(readFeedSearch({ text: 42 })).toEqual({ text: "42" })
})

test("what is empty or of another kind says nothing, and what is too long is cut", () => {
  expect(readFeedSearch({ text: "  " })).toEqual({})
  expect(readFeedSearch({ text: ["a"] })).toEqual({})
  expect(readFeedSearch({ text: "a".repeat(500) }).text).toHaveLength(MOST_TEXT)
})
