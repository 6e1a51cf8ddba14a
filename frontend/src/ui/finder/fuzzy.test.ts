import { expect, test } from "vitest"
import { fit, fitting } from "./fuzzy"

const names = ["Split at the playhead", "Select all", "Next span edge", "Play or pause"]

test("some letters find a name, the likeliest first", () => {
  const found = (letters: string) => fitting(names, letters, (name) => name)
  expect(found("split")).toEqual(["Split at the playhead"])
  expect(found("sa")[0]).toBe("Select all")
  expect(found("nse")[0]).toBe("Next span edge")
  expect(found("pla")[0]).toBe("Play or pause")
  expect(found("zzz")).toEqual([])
  expect(found(" ")).toEqual(names)
})

test("letters in another order do not fit", () => {
  expect(fit("abc", "cb")).toBeNull()
})
