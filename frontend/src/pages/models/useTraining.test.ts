import { expect, test } from "vitest"
import type { ZooEntry } from "../../api/learningTypes"
import type { LabelClass } from "../../api/types"
import { regimeOf, usable } from "./useTraining"

const classes = [1, 2, 3].map((id) => ({ id, name: `Class ${id}`, kind: "tag", color: id, hotkey: id, archived: false, properties: [], skeleton: null }) satisfies LabelClass)
const entry = { key: "probe", regimes: ["probe", "fine-tune"] } as ZooEntry

test("only classes that somebody labeled are taken to start with", () => {
  expect(usable(classes, { "1": 12, "3": 4 })).toEqual([1, 3])
})

test("without labels all classes are asked about, so that the server says what is missing", () => {
  expect(usable(classes, {})).toEqual([1, 2, 3])
})

test("a regime that the model does not have becomes the model's own", () => {
  expect([regimeOf(entry, "fine-tune"), regimeOf(entry, "distil"), regimeOf(entry, undefined)]).toEqual(["fine-tune", "probe", "probe"])
})
