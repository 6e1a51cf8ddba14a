/** Handing a clip on is a step like any other: it can be taken back, and done again. */
import "fake-indexeddb/auto"
import { expect, test, vi } from "vitest"
import { openDatabase } from "./database"
import { History } from "./history"
import { firstOpen } from "./properties"
import { ATTACK, desk, record } from "./testing"
import type { LabelClass } from "./types"

test("who is not sure says so to whoever is next, and is asked no more until it is taken back", () => {
  const { editor, sent } = desk()
  editor.set({ unsure: true })
  editor.handOn("Send to review")
  expect([sent().at(-1)?.step, editor.state.unsure]).toEqual([{ kind: "submit", unsure: true }, false])
  editor.turn("undo")
  expect(editor.state.unsure).toBe(true)
})

test("undo takes the clip back, redo hands it on by another edit, and undo takes that back", () => {
  const { editor, sent } = desk()
  expect(editor.handOn("Send to review")).toBe(true)
  editor.turn("undo")
  editor.turn("redo")
  editor.turn("undo")
  const [first, back, again, last] = sent()
  expect(first?.step).toEqual({ kind: "submit", unsure: false })
  expect(back?.step).toEqual({ kind: "recall", decision: first?.edit_id })
  expect(again?.step).toEqual({ kind: "submit", unsure: false })
  expect(last?.step).toEqual({ kind: "recall", decision: again?.edit_id })
})

test("a clip that somebody sent back is open again: undo goes on to the labels", () => {
  const { editor, sent } = desk()
  editor.change("Tag", [{ added: record("a", { version: 0 }) }])
  editor.handOn("Send to review")
  editor.page = { ...editor.page, isOpen: () => true }
  editor.turn("undo")
  expect(sent().at(-1)?.changes).toMatchObject([{ removed: { id: "a" } }])
  expect(sent().filter(({ step }) => step?.kind === "recall")).toEqual([])
})

test("where the page knows that the clip is open again, redo still hands it on", () => {
  const { editor, sent } = desk()
  let open = true
  editor.page = { ...editor.page, isOpen: () => open }
  editor.handOn("Send to review")
  open = false
  editor.turn("undo")
  open = true
  editor.turn("redo")
  expect(sent().map(({ step }) => step?.kind)).toEqual(["submit", "recall", "submit"])
  expect(editor.desk.history.last?.decision?.id).toBe(sent().at(-1)?.edit_id)
})

test("what was done on a clip after it was handed on stays when the decision is taken back", () => {
  const { editor, sent } = desk()
  editor.handOn("Send to review")
  const decision = sent().at(-1)?.edit_id ?? ""
  editor.change("Tag", [{ added: record("a", { version: 0 }) }])
  editor.recall(decision)
  expect(sent().at(-1)).toMatchObject({ changes: [], step: { kind: "recall", decision } })
  expect([...editor.store.view.keys()]).toEqual(["a"])
})

test("by which edit a clip was handed on is known after a reload", async () => {
  const database = await openDatabase("decision")
  const history = new History(database, "1:7")
  history.push({ label: "Send to review", changes: [], decision: { id: "first", unsure: false } })
  history.move(-1)
  history.move(1)
  history.decided({ id: "second", unsure: true })
  await vi.waitFor(async () => {
    const again = new History(database, "1:7")
    await again.load()
    expect(again.last?.decision).toEqual({ id: "second", unsure: true })
  })
})

test("what a model says, and what is not so, needs no properties; what a person says does", () => {
  const light = { id: "light", name: "Light", kind: "text", options: [], required: true, per_frame: false } as const
  const asking: LabelClass = { ...ATTACK, properties: [light] }
  const fine = [record("model", { source: "model" }), record("not", { negative: true }), record("said", { steps: { 0: { light: "red" } } })]
  expect(firstOpen(fine, [asking])).toBeNull()
  expect(firstOpen([...fine, record("open")], [asking])).toMatchObject({ record: { id: "open" }, property: light, frame: 0 })
})
