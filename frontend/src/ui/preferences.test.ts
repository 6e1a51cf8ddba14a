/** What a person prefers is merged by its parts, and shrinks again. */
import { expect, test } from "vitest"
import { merged } from "./preferences"

test("what is taken away leaves no empty part behind", () => {
  const stored = { layout: "de", keys: { play: ["P"] }, projects: { 7: { class_id: 3, drawn: { box: 3 } } } }

  expect(merged<object>(stored, { keys: { play: null } })).toEqual({ layout: "de", projects: stored.projects })
  expect(merged<object>(stored, { projects: { 7: { class_id: null, drawn: { box: null } } } })).toEqual({ layout: "de", keys: { play: ["P"] } })
  expect(merged<object>(stored, { keys: { play: [] } })).toEqual({ ...stored, keys: { play: [] } })
})
