/** Undo is the inverse edit, survives a reload, and asks before it touches others' work. */
import "fake-indexeddb/auto"
import { describe, expect, test } from "vitest"
import { openDatabase } from "./database"
import { apply, type Records, update } from "./edits"
import { History } from "./history"
import { box, desk, record, track } from "./testing"

let databases = 0
const fresh = () => openDatabase(`history-${(databases += 1)}`)
const settled = () => new Promise((resolve) => setTimeout(resolve, 30))

describe("undo", () => {
  test("600 steps are kept over a reload and lead back to the start", async () => {
    const database = await fresh()
    const first = new History(database, "1:7")
    let view: Records = new Map([["a", record("a", { z: 0 })]])
    for (let z = 1; z <= 600; z += 1) {
      const changes = [update(record("a", { z: z - 1 }), { z })]
      view = apply(view, changes)
      first.push({ label: `Step ${z}`, changes })
    }
    await settled()
    const again = new History(database, "1:7")
    await again.load()
    for (let z = 600; z > 0; z -= 1) {
      const turn = again.undo(view)
      expect(turn?.foreign).toBe(false)
      view = apply(view, turn?.changes ?? [])
      again.move(-1)
    }
    expect(view.get("a")?.z).toBe(0)
    expect(again.canUndo).toBe(false)
    expect(again.canRedo).toBe(true)
  })

  test("another clip's or another user's steps are not hers", async () => {
    const database = await fresh()
    new History(database, "1:7").push({ label: "Tag", changes: [{ added: record("a") }] })
    await settled()
    const other = new History(database, "2:7")
    await other.load()
    expect(other.canUndo).toBe(false)
  })

  test("a new step after an undo forgets what was undone, also after a reload", async () => {
    const database = await fresh()
    const history = new History(database, "1:7")
    for (const id of ["a", "b", "c"]) history.push({ label: id, changes: [{ added: record(id) }] })
    history.move(-1)
    history.move(-1)
    history.push({ label: "d", changes: [{ added: record("d") }] })
    await settled()
    const again = new History(database, "1:7")
    await again.load()
    expect(again.canRedo).toBe(false)
    expect(again.undo(new Map([["d", record("d")]]))?.label).toBe("d")
  })

  test("what somebody else did to other keyframes stays, and needs no question", () => {
    const before = track("a", { 0: box(0) })
    const changes = [update(before, { keyframes: { 0: box(0), 10: box(10) } })]
    const history = new History(null, "1:7")
    history.push({ label: "Move", changes })
    const theirs = track("a", { 0: box(0), 10: box(10), 20: box(99) })
    const turn = history.undo(new Map([["a", theirs]]))
    expect(turn?.foreign).toBe(false)
    expect(apply(new Map([["a", theirs]]), turn?.changes ?? []).get("a")?.keyframes).toEqual({ 0: box(0), 20: box(99) })
  })

  test("it asks where somebody else changed the same thing since", () => {
    const { editor } = desk([record("a", { text: "" })])
    editor.change("Write", [update(record("a"), { text: "mine" })])
    editor.store.merge({ edit_id: "x", revision: 5, records: [record("a", { text: "theirs", version: 3 })], removed: [] })
    for (const edit of editor.desk.outbox.pending(7)) editor.store.withdraw(edit.edit_id)
    editor.turn("undo")
    expect(editor.state.question).toEqual({ direction: "undo", label: "Write" })
    expect(editor.store.view.get("a")?.text).toBe("theirs")
    editor.answer(true)
    expect(editor.store.view.get("a")?.text).toBe("")
  })
})
