import { expect, test } from "vitest"
import type { Need } from "../../api/qualityTypes"
import { tellable } from "./needs"

const KEYS: readonly Need["key"][] = ["classes", "empty", "sources", "split", "judged", "labels"]
const told = (...lacking: Need["key"][]) =>
  tellable(KEYS.map((key) => ({ key, ok: !lacking.includes(key), must: true, classes: [], count: 0 }))).map(({ key }) => key)

test("where no clip is labeled nothing is said of recordings", () => {
  expect(told("empty", "split", "judged", "labels")).toEqual(["classes", "empty"])
})

test("a class on one recording is told of though another has no label", () => {
  expect(told("empty", "sources", "split", "judged", "labels")).toEqual(["classes", "empty", "sources"])
})

test("recordings that cannot be parted have no part that judges", () => {
  expect(told("split", "judged")).toEqual(["classes", "empty", "sources", "split", "labels"])
})

test("what is there is all told", () => {
  expect(told()).toEqual(KEYS)
})
