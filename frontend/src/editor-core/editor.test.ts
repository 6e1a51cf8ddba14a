/** What others do while something is being done stays, or is asked about. */
import { describe, expect, test, vi } from "vitest"
import { update } from "./edits"
import { Outbox } from "./outbox"
import { box, CLIP, desk, record, track } from "./testing"
import { Server } from "./testServer"
import type { Annotation, Edit } from "./types"
import * as hand from "./tools/hand"

/** What somebody else made of a record, as the event stream tells it. */
const theirs = (changed: Annotation) => ({ edit_id: "theirs", revision: 5, records: [{ ...changed, version: 2 }], removed: [] })
const BEFORE = track("a", { 0: box(0) })

/** Drag the box of `BEFORE` by 30 pixels; something happens before it is let go. */
function drag(meanwhile: (editor: ReturnType<typeof desk>["editor"]) => void) {
  const { editor, sent } = desk([BEFORE])
  editor.set({ selected: "a" })
  hand.press(editor, { x: 20, y: 20 }, false)
  hand.move(editor, { x: 40, y: 20 }, true)
  meanwhile(editor)
  hand.release(editor, { x: 50, y: 20 }, true, true)
  return { editor, sent: sent() }
}

/** What a server that has `record` makes of an edit. */
async function met(now: Annotation, edit: Edit | undefined) {
  const server = new Server([now])
  const outbox = new Outbox(null, 1, server.send)
  if (edit) await outbox.post({ project: 1, item: CLIP.id }, edit, [])
  return { server, outbox }
}

describe("a drag, and somebody else's edit before it is let go", () => {
  const other = track("a", { 0: box(0), 20: box(77) }, { version: 2, z: 3 })

  test("of another keyframe: both are there, and undo leaves theirs", () => {
    const { editor, sent } = drag(({ store }) => store.merge(theirs(other)))
    expect(editor.store.view.get("a")).toMatchObject({ z: 3, keyframes: { 0: box(30), 20: box(77) } })
    expect(sent).toMatchObject([{ base: { a: 2 } }])
    editor.turn("undo")
    expect(editor.store.view.get("a")).toMatchObject({ z: 3, keyframes: { 0: box(0), 20: box(77) } })
  })

  test("of the same keyframe: the server has the say, and the person is asked", async () => {
    const moved = track("a", { 0: box(500), 20: box(77) }, { version: 2 })
    const { editor, sent } = drag(({ store }) => store.merge(theirs(moved)))
    expect(sent.map(({ base }) => base)).toEqual([{}])
    const { server, outbox } = await met(moved, sent[0])
    expect(server.rows.get("a")?.keyframes).toEqual(moved.keyframes)
    expect(outbox.letters[0]?.clashes).toMatchObject([{ theirs: { keyframes: moved.keyframes } }])
    await outbox.settle(outbox.letters[0]?.key ?? 0, "yours")
    expect(server.rows.get("a")?.keyframes).toEqual({ 0: box(30), 20: box(77) })
    // What was dragged can be taken back to what they made of it.
    editor.turn("undo")
    expect(editor.store.view.get("a")?.keyframes).toEqual(moved.keyframes)
  })

  test("that deletes it: it stays deleted, and that is said", () => {
    const { editor, sent } = drag(({ store }) => store.merge({ edit_id: "theirs", revision: 5, records: [], removed: ["a"] }))
    expect([editor.store.view.size, sent]).toEqual([0, []])
    expect(editor.state.notice?.text).toContain("it is gone")
    expect(editor.desk.history.canUndo).toBe(false)
  })
})

test("what is deleted is deleted as it is by then, so that undo brings back theirs", () => {
  const { editor } = desk([record("a")])
  const stale = record("a")
  editor.store.merge(theirs(record("a", { text: "theirs" })))
  editor.change("Delete", [{ removed: stale }])
  editor.turn("undo")
  expect(editor.store.view.get("a")?.text).toBe("theirs")
})

test("an earlier moment's change that nobody contradicted is sent on the version of now", () => {
  const { editor, sent } = desk([record("a")])
  editor.store.merge(theirs(record("a", { z: 4 })))
  editor.change("Write", [update(record("a"), { text: "mine" })])
  expect(sent()).toMatchObject([{ base: { a: 2 }, changes: [{ updated: { to: { text: "mine" } } }] }])
})

test("a clip whose labels are still loading is looked at and not changed, and nothing of it is taken for all there is", () => {
  const { editor, sent } = desk(null)
  editor.desk.history.push({ label: "Earlier", changes: [{ removed: record("gone") }] })
  const add = () => editor.change("Tag", [{ added: record("mine") }])

  expect([add(), editor.handOn("Send to review"), editor.turn("undo")]).toEqual([false, false, false])
  expect(editor.state.notice?.text).toBe("The labels of this clip are still loading")
  editor.store.merge({ edit_id: "theirs", revision: 5, records: [record("theirs")], removed: [] })
  expect([editor.store.loaded, editor.records.size, sent()]).toEqual([false, 0, []])

  editor.store.load({ revision: 4, annotations: [record("old")] })
  expect([editor.store.loaded, add()]).toEqual([false, false])
  editor.store.load({ revision: 5, annotations: [record("old"), record("theirs")] })
  expect([editor.store.loaded, editor.store.knows(5), add()]).toEqual([true, true, true])
  expect([...editor.records.keys()]).toEqual(["old", "theirs", "mine"])
})

test("whoever stumbles over the news of an edit does not keep it from being sent", () => {
  const report = vi.fn()
  vi.stubGlobal("reportError", report)
  const { editor, sent } = desk([BEFORE])
  const full = new Error("The browser's storage is full")
  for (const part of [editor.desk.history, editor.store]) {
    part.subscribe(() => {
      throw full
    })
  }
  expect(editor.change("Write", [update(BEFORE, { text: "mine" })])).toBe(true)
  vi.unstubAllGlobals()
  expect(sent()).toHaveLength(1)
  expect(report.mock.calls).toEqual([[full], [full]])
})
