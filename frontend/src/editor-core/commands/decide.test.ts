/** Deciding on model labels, one key each, only on what is seen. */
import { expect, test } from "vitest"
import { select } from "../selection"
import { desk, record, showFrame } from "../testing"
import { command } from "./registry"

const guess = (id: string, start: number) => record(id, { source: "model", model_id: 4, confidence: 0.9, spans: [[start, start + 10]] })
type Desk = ReturnType<typeof desk>["editor"]
const accept = (editor: Desk) => command("accept").run(editor, "A")
const sources = (editor: Desk) => [...editor.store.view.values()].map(({ source }) => source)

test("after a verdict the next guess is gone to, and nothing is decided before its picture is there", () => {
  const { editor } = desk([guess("near", 10), guess("far", 80)], 12)
  accept(editor)
  expect([editor.state.selected, editor.player.asked]).toEqual(["far", 80])
  accept(editor)
  expect(sources(editor)).toEqual(["human", "model"])
  showFrame(editor, 80)
  accept(editor)
  expect(sources(editor)).toEqual(["human", "human"])
})

test("a guess elsewhere that nobody selected is shown first", () => {
  const { editor, sent } = desk([guess("far", 80)], 12)
  accept(editor)
  expect([sent(), editor.state.selected, editor.player.asked]).toEqual([[], "far", 80])
})

test("what is selected is decided on wherever it is", () => {
  const { editor } = desk([guess("far", 80)], 12)
  editor.set({ selected: "far" })
  accept(editor)
  expect(sources(editor)).toEqual(["human"])
})

test("guesses that are switched off are not decided on, and that is said", () => {
  const { editor, sent } = desk([guess("a", 10)], 12)
  editor.set({ guesses: false })
  accept(editor)
  expect(sent()).toEqual([])
  expect(editor.state.notice?.text).toContain("not shown now")
})

test("what is locked is passed over, and is in nobody's way", () => {
  const { editor, sent } = desk([guess("held", 10), guess("free", 14)], 15)
  editor.set({ locked: new Set(["held"]) })
  accept(editor)
  expect(sent()).toMatchObject([{ changes: [{ updated: { id: "free" } }] }])
  accept(editor)
  expect([sent().length, editor.state.selected]).toEqual([1, null])
  expect(editor.state.notice?.text).toContain("This is locked")
})

test("one verdict on several goes on to the next, too", () => {
  const { editor } = desk([guess("a", 10), guess("b", 12), guess("c", 50)], 12)
  select(editor, ["a", "b"])
  accept(editor)
  expect([sources(editor), editor.state.selected, editor.player.asked]).toEqual([["human", "human", "model"], "c", 50])
})
