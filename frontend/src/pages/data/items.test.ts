import { afterEach, expect, test, vi } from "vitest"
import { ApiProblem } from "../../api/problem"
import type { Item } from "../../api/types"
import { redoLast, say, undoLast } from "../../ui/toasts"
import { needsReason, sayDone, targetBody, wayBack } from "./items"
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

/** A server that answers with a batch of its own each time; what it was asked, in order. */
function batches(): string[] {
  const asked: string[] = []
  vi.stubGlobal("document", { cookie: "" })
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => {
    asked.push(`${path.replace("/api/v1", "")} ${body}`)
    return Promise.resolve(new Response(JSON.stringify({ changed: 2, skipped: 0, batch: `b${asked.length + 1}` })))
  })
  return asked
}
afterEach(() => vi.unstubAllGlobals())

test("what was taken back is done again, and taken back again: a move by the batch of the last turn", async () => {
  const asked = batches()
  const stale = vi.fn()
  sayDone("2 clips moved", "/items", { back: wayBack({ action: "move", stage: "review" }, "b1", some, null), again: (batch) => ({ path: `/bulk/${batch}/undo`, body: {} }) }, stale)
  redoLast()
  expect(asked).toEqual([])
  for (const [at, turn] of [undoLast, redoLast, undoLast].entries()) {
    turn()
    turn()
    await vi.waitFor(() => expect(stale).toHaveBeenCalledTimes(at + 1))
  }
  expect(asked).toEqual(["/items/bulk/b1/undo {}", "/items/bulk/b2/undo {}", "/items/bulk/b3/undo {}"])
})

test("anything else is asked for anew, for the very clips that it was about", async () => {
  const asked = batches()
  const stale = vi.fn()
  const [back, again] = [{ path: "/bulk", body: { ids: [3, 4], action: "restore" } }, { path: "/bulk", body: { ids: [3, 4], action: "delete" } }]
  sayDone("2 clips moved to the trash", "/items", { back: [back], again: [again] }, stale)
  for (const [at, turn] of [undoLast, redoLast, undoLast].entries()) {
    turn()
    await vi.waitFor(() => expect(stale).toHaveBeenCalledTimes(at + 1))
  }
  expect(asked).toEqual([back, again, back].map(({ path, body }) => `/items${path} ${JSON.stringify(body)}`))
})

test("where nothing is as it was left, there is nothing to do again", async () => {
  const asked: string[] = []
  vi.stubGlobal("document", { cookie: "" })
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path)
    return Promise.resolve(new Response(JSON.stringify({ changed: 0, skipped: 3, batch: "b2" })))
  })
  const stale = vi.fn()
  const back = (batch: string) => ({ path: `/tag/${batch}/undo`, body: {} })
  for (const word of ["no", "earlier", "toasts"]) say(word)
  sayDone("3 clips tagged fight", "/items", { back: [back("b1")], again: back }, stale)
  undoLast()
  await vi.waitFor(() => expect(stale).toHaveBeenCalled())
  await Promise.resolve()
  redoLast()
  expect(asked).toEqual(["/api/v1/items/tag/b1/undo"])
})
