import { expect, test } from "vitest"
import { ApiProblem } from "../../api/problem"
import type { Item } from "../../api/types"
import { needsReason, targetBody, wayBack } from "./items"
import { chooseAll, chooseShown } from "./selection"

const some = { selection: chooseShown([3, 4]), filter: { stage: "annotate" } }
const all = { selection: chooseAll([3, 4]), filter: { stage: "annotate" } }
const before = [
  { id: 3, source: "camera 1", folder: "day" },
  { id: 4, source: "camera 2", folder: "day" },
] as unknown as Item[]

test("some clips go by their ids, all that match by the filter", () => {
  expect(targetBody(some)).toEqual({ ids: [3, 4] })
  expect(targetBody(all)).toEqual({ filter: { stage: ["annotate"] } })
})

test("a move is taken back by its batch, a deletion by restoring", () => {
  expect(wayBack({ action: "move", stage: "review" }, "b1", all, null)).toEqual([{ path: "/bulk/b1/undo", body: {} }])
  expect(wayBack({ action: "delete" }, null, some, before)).toEqual([{ path: "/bulk", body: { ids: [3, 4], action: "restore" } }])
})

test("names go back to what each clip had", () => {
  expect(wayBack({ action: "set-folder", folder: "night" }, "b1", some, before)).toEqual([
    { path: "/bulk", body: { ids: [3, 4], action: "set-folder", folder: "day" } },
  ])
  expect(wayBack({ action: "set-source", source: "camera 9" }, "b1", some, before).map(({ body }) => body)).toEqual([
    { ids: [3], action: "set-source", source: "camera 1" },
    { ids: [4], action: "set-source", source: "camera 2" },
  ])
})

test("what cannot be taken back offers no way back", () => {
  expect(wayBack({ action: "delete" }, null, all, null)).toEqual([])
  expect(wayBack({ action: "set-source", source: "camera 1" }, "b1", some, null)).toEqual([])
})

test("a move off the workflow is asked about, once", () => {
  const refused = new ApiProblem(409, "wrong-stage", "No arrow leads from Dataset to Complete. Give a reason", {}, null, {})
  expect(needsReason(refused, { action: "move", stage: "complete" })).toBe(true)
  expect(needsReason(refused, { action: "move", stage: "complete", reason: "gold" })).toBe(false)
  expect(needsReason(new Error("offline"), { action: "move", stage: "complete" })).toBe(false)
})
