/** A change that was given up is no step: there is nothing of it to take back, on this page or on a later one. */
import "fake-indexeddb/auto"
import { expect, test, vi } from "vitest"
import { type Database, openDatabase } from "./database"
import { Editor } from "./editor"
import { forgetEdit } from "./forgetting"
import { History } from "./history"
import { Outbox } from "./outbox"
import { ALONE, type Tab } from "./tab"
import { desk, record, showFrame } from "./testing"
import { Server } from "./testServer"

let databases = 0
const fresh = () => openDatabase(`given-up-${(databases += 1)}`)
const settled = () => new Promise((resolve) => setTimeout(resolve, 30))
const step = (label: string) => ({ label, changes: [{ added: record(label) }], edit: label })

async function loaded(database: Database, tab: Tab = ALONE): Promise<History> {
  const history = new History(database, "1:7", tab)
  await history.load()
  return history
}

/** The steps that can be taken back, and those that can be done again, as far as they are told. */
function labels(history: History) {
  const view = new Map(["a", "b", "c", "d"].map((id) => [id, record(id)]))
  return [history.undo(view)?.label, history.redo(new Map())?.label, history.done]
}

test("what it did is forgotten, and what was done before and after is not, after a reload either", async () => {
  const database = await fresh()
  const history = await loaded(database)
  for (const label of ["a", "b", "c"]) history.push(step(label))
  history.forget("b")
  expect(labels(history)).toEqual(["c", undefined, 2])
  history.push(step("d"))
  await settled()
  const again = await loaded(database)
  expect(labels(again)).toEqual(["d", undefined, 3])
  for (const before of ["c", "a", undefined]) {
    again.move(-1, "back")
    expect(labels(again)[0]).toBe(before)
  }
})

test("what it was to take back is done all the same", async () => {
  const database = await fresh()
  const history = await loaded(database)
  for (const label of ["a", "b", "c"]) history.push(step(label))
  history.move(-1, "took c back")
  history.move(-1, "took b back")
  history.forget("took c back")
  expect(labels(history)).toEqual(["c", "b", 2])
  await settled()
  expect(labels(await loaded(database))).toEqual(["c", "b", 2])
})

test("an edit that no step tells of changes nothing", () => {
  const history = new History(null, "1:7")
  history.push(step("a"))
  history.forget("another")
  expect(labels(history)).toEqual(["a", undefined, 1])
})

test("the steps of a clip that is not open forget it too, but those of another open tab are its own", async () => {
  const database = await fresh()
  const open = new Set(["this", "closed", "open"])
  const tabOf = (id: string): Tab => ({ id, open: () => Promise.resolve(open) })
  const tabs = [...open].map(tabOf)
  for (const tab of tabs) {
    const history = await loaded(database, tab)
    for (const label of ["a", "b"]) history.push(step(label))
  }
  await settled()
  open.delete("closed")
  await forgetEdit(database, "1:7", tabOf("this"), "b")
  open.add("closed")
  const done = await Promise.all(tabs.map(async (tab) => (await loaded(database, tab)).done))
  expect(done).toEqual([1, 1, 2])
})

test("who gives up what the server refused takes back the step before it", async () => {
  const server = new Server()
  const outbox = new Outbox(null, 1, server.send)
  const editor = new Editor({ ...desk().editor.desk, outbox })
  editor.store.load({ revision: 0, annotations: [] })
  showFrame(editor, 0)
  outbox.hear({
    applied: (_, applied) => editor.store.merge(applied),
    dropped: (_, edit) => editor.store.withdraw(edit),
    givenUp: (_, edit) => editor.desk.history.forget(edit),
  })
  const tag = (id: string) => editor.change(id, [{ added: record(id, { version: 0 }) }])
  tag("a")
  await vi.waitFor(() => expect(outbox.letters).toEqual([]))
  server.fault = "refusing"
  tag("b")
  await vi.waitFor(() => expect(outbox.letters.map(({ state }) => state)).toEqual(["refused"]))
  server.fault = "none"
  await outbox.discard(outbox.letters[0]?.key ?? 0)
  expect([editor.turn("undo"), editor.state.question, [...editor.store.view.keys()]]).toEqual([true, null, []])
})
