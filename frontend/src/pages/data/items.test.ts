import { expect, test } from "vitest"
import { targetBody, wayBack } from "./items"
import { chooseAll, chooseShown } from "./selection"

const some = { selection: chooseShown([3, 4]), filter: { stage: "annotate" } }
const all = { selection: chooseAll([3, 4]), filter: { stage: "annotate" } }

test("some clips go by their ids, all that match by the filter", () => {
  expect(targetBody(some)).toEqual({ ids: [3, 4] })
  expect(targetBody(all)).toEqual({ filter: { stage: ["annotate"] } })
})

test("a move is taken back by its batch, a deletion by restoring", () => {
  expect(wayBack({ action: "move", stage: "review" }, "b1", all)).toEqual({ path: "/b1/undo", body: {} })
  expect(wayBack({ action: "delete" }, null, some)).toEqual({ path: "", body: { ids: [3, 4], action: "restore" } })
})

test("what cannot be taken back offers no way back", () => {
  expect(wayBack({ action: "delete" }, null, all)).toBeNull()
  expect(wayBack({ action: "set-source", source: "camera 1" }, "b1", some)).toBeNull()
})
