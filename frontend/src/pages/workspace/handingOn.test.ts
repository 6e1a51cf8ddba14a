/** Whether a clip is still to be handed on: what the server said counts, and what is on its way to it. */
import "fake-indexeddb/auto"
import { expect, test, vi } from "vitest"
import { Editor } from "../../editor-core/editor"
import { Outbox } from "../../editor-core/outbox"
import { desk, record, showFrame } from "../../editor-core/testing"
import { Server } from "../../editor-core/testServer"
import { recipientOf } from "./desk"
import { handedOnBy, isComplete } from "./handingOn"

/** An editor whose edits a server takes, and what is known of handing its clip on after each of its answers. */
function table() {
  const server = new Server()
  const outbox = new Outbox(null, 1, server.send)
  const editor = new Editor({ ...desk().editor.desk, outbox })
  editor.store.load({ revision: 0, annotations: [] })
  outbox.hear(recipientOf(editor))
  showFrame(editor, 0)
  let known: string | null = null
  const look = (stage = "annotate") => (known = handedOnBy(known, editor, stage)) !== null
  const all = (state: string) => vi.waitFor(() => expect(outbox.letters.map((letter) => letter.state)).toEqual(state ? [state] : []))
  return { server, outbox, editor, look, all }
}

test("it is handed on from the press until the server says where it is", async () => {
  const { editor, look, all } = table()
  expect(look()).toBe(false)
  editor.handOn("Send to review")
  expect(look()).toBe(true)
  await all("")
  expect(look()).toBe(true)
  expect(look("review")).toBe(false)
})

test("a clip that somebody sent back is to be handed on again, although nothing was done on it since", async () => {
  const { editor, look, all } = table()
  editor.handOn("Send to review")
  look()
  await all("")
  look("review")
  expect(look("annotate")).toBe(false)
})

test("where the server refuses, it is still to be handed on, and pressing again takes the place of the first try", async () => {
  const { server, outbox, editor, look, all } = table()
  server.fault = "refusing"
  editor.handOn("Send to review")
  expect(look()).toBe(true)
  await all("refused")
  expect([look(), isComplete(editor)]).toEqual([false, true])
  server.fault = "none"
  editor.handOn("Send to review")
  expect(look()).toBe(true)
  await all("")
  expect([look(), outbox.status.kind]).toEqual([true, "saved"])
  editor.turn("undo")
  expect([look(), editor.desk.history.canUndo]).toEqual([false, false])
})

test("undo takes back what the server refused, and not the label before it", async () => {
  const { server, outbox, editor, all } = table()
  editor.change("Tag", [{ added: record("a", { version: 0 }) }])
  await all("")
  server.fault = "refusing"
  editor.handOn("Send to review")
  await all("refused")
  editor.page = { ...editor.page, isOpen: () => true }
  editor.turn("undo")
  expect([[...editor.store.view.keys()], outbox.letters]).toEqual([["a"], []])
  editor.turn("undo")
  expect([...editor.store.view.keys()]).toEqual([])
})

test("a hand-on that is given up never was", async () => {
  const { server, outbox, editor, look, all } = table()
  server.fault = "refusing"
  editor.handOn("Send to review")
  look()
  await all("refused")
  await outbox.discard(outbox.letters[0]?.key ?? 0)
  expect([look(), editor.desk.history.canUndo]).toEqual([false, false])
})

test("labels that the server refused come first", async () => {
  const { server, editor, all } = table()
  server.fault = "refusing"
  editor.change("Tag", [{ added: record("a", { version: 0 }) }])
  await all("refused")
  expect([isComplete(editor), editor.state.notice?.text]).toEqual([false, "Some changes on this clip need you first. Settle them, then send it on"])
})
