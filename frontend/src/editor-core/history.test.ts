/** Undo is the inverse edit, survives a reload, and asks before it touches others' work. */
import "fake-indexeddb/auto"
import { describe, expect, test, vi } from "vitest"
import { type Database, openDatabase } from "./database"
import { apply, type Records, update } from "./edits"
import { History } from "./history"
import { sweepStacks } from "./stacks"
import { type Tab, tabOf } from "./tab"
import { box, desk, record, track } from "./testing"
import * as hand from "./tools/hand"

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

describe("what may be taken back", () => {
  test("without a picture, as on a dead line, for nothing is placed on it", () => {
    const { editor } = desk([record("a")])
    editor.change("Write", [update(record("a"), { text: "mine" })])
    Object.assign(editor.player, { decoded: false })
    expect([editor.turn("undo"), editor.store.view.get("a")?.text]).toEqual([true, ""])
    expect([editor.turn("redo"), editor.store.view.get("a")?.text]).toEqual([true, "mine"])
  })

  test("while something is dragged, only the drag", () => {
    const { editor } = desk([track("a", { 0: box(0) })])
    editor.change("Move", [update(track("a", { 0: box(0) }), { keyframes: { 0: box(100) } })])
    editor.set({ selected: "a" })
    hand.press(editor, { x: 120, y: 20 }, false)
    hand.move(editor, { x: 150, y: 20 }, true)
    expect([editor.turn("undo"), editor.state.preview]).toEqual([false, []])
    hand.release(editor, { x: 150, y: 20 }, true, true)
    expect(editor.store.view.get("a")?.keyframes).toEqual({ 0: box(100) })
    editor.turn("undo")
    expect(editor.store.view.get("a")?.keyframes).toEqual({ 0: box(0) })
  })
})

/** A browser with tabs: each has a storage of its own, all have the same locks. */
class Browser {
  private readonly held = new Set<string>()
  private readonly pages = new Map<Tab, { readonly storage: Map<string, string>; readonly events: EventTarget }>()

  /** Open a tab, or load one again, with what its storage kept. */
  load(storage = new Map<string, string>()): Tab {
    const events = new EventTarget()
    const request = (name: string) => {
      this.held.add(name)
      return new Promise<never>(() => undefined)
    }
    const tab = tabOf({
      storage: { getItem: (key) => storage.get(key) ?? null, setItem: (key, value) => void storage.set(key, value), removeItem: (key) => void storage.delete(key) },
      events,
      locks: { request, query: () => Promise.resolve({ held: [...this.held].map((name) => ({ name })) }) },
    })
    this.pages.set(tab, { storage, events })
    return tab
  }

  reload(tab: Tab): Tab {
    return this.load(this.leave(tab))
  }

  /** As the browser does when a tab is duplicated while it is open. */
  duplicate(tab: Tab): Tab {
    return this.load(new Map(this.pages.get(tab)?.storage))
  }

  close(tab: Tab): void {
    this.leave(tab)
  }

  private leave(tab: Tab): Map<string, string> | undefined {
    const page = this.pages.get(tab)
    page?.events.dispatchEvent(new Event("pagehide"))
    for (const name of this.held) if (name.endsWith(tab.id)) this.held.delete(name)
    return page?.storage
  }
}

describe("undo in several tabs", () => {
  const nothing: Records = new Map()
  const added = (label: string) => ({ label, changes: [{ added: record(label) }] })

  async function stack(database: Database, tab: Tab, key = "1:7"): Promise<History> {
    const history = new History(database, key, tab)
    await history.load()
    return history
  }

  test("each has its own steps, which a reload of both brings back", async () => {
    const database = await fresh()
    const browser = new Browser()
    const [here, there] = [browser.load(), browser.load()]
    const [mine, other] = [await stack(database, here), await stack(database, there)]
    for (const at of [1, 2, 3]) {
      mine.push(added(`here ${at}`))
      other.push(added(`there ${at}`))
    }
    other.move(-1)
    const [mineAgain, otherAgain] = [await stack(database, browser.reload(here)), await stack(database, browser.reload(there))]
    expect([mineAgain.undo(nothing)?.label, mineAgain.canRedo]).toEqual(["here 3", false])
    expect([otherAgain.undo(nothing)?.label, otherAgain.redo(nothing)?.label]).toEqual(["there 2", "there 3"])
  })

  test("a duplicate of an open tab does not write into its steps", async () => {
    const database = await fresh()
    const browser = new Browser()
    const tab = browser.load()
    const mine = await stack(database, tab)
    mine.push(added("mine"))
    const copy = await stack(database, browser.duplicate(tab))
    expect(copy.canUndo).toBe(false)
    copy.push(added("copy"))
    expect((await stack(database, browser.reload(tab))).undo(nothing)?.label).toBe("mine")
  })

  test("where the disk is full a clip opens without the steps of a closed tab, and they are there once there is room", async () => {
    const database = await fresh()
    const browser = new Browser()
    const tab = browser.load()
    ;(await stack(database, tab)).push(added("left"))
    await settled()
    browser.close(tab)
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("Full", "QuotaExceededError")
    })
    const full = await stack(database, browser.load())
    expect(full.canUndo).toBe(false)
    full.push(added("only here"))
    await settled()
    expect(full.undo(nothing)?.label).toBe("only here")
    vi.restoreAllMocks()
    expect((await stack(database, browser.load())).undo(nothing)?.label).toBe("left")
  })

  test("a new tab takes over the newest steps of those that were closed, once", async () => {
    const database = await fresh()
    const browser = new Browser()
    const tabs = [browser.load(), browser.load(), browser.load()] as const
    for (const [at, tab] of tabs.entries()) {
      vi.spyOn(Date, "now").mockReturnValue(1_000 * (at + 1))
      const steps = await stack(database, tab)
      for (const name of ["first", "second"]) steps.push(added(`${name} of ${at}`))
      steps.move(-1)
      await stack(database, tab, "1:70")
    }
    vi.restoreAllMocks()
    browser.close(tabs[0])
    browser.close(tabs[1])
    const [next, last] = [await stack(database, browser.load()), await stack(database, browser.load())]
    expect([next.undo(nothing)?.label, next.redo(nothing)?.label]).toEqual(["first of 1", "second of 1"])
    expect(last.undo(nothing)?.label).toBe("first of 0")
    expect((await stack(database, browser.load())).canUndo).toBe(false)
    expect((await stack(database, browser.load(), "1:70")).canUndo).toBe(false)
  })

  test("after a month nothing is left of a closed tab, and all of an open one", async () => {
    const database = await fresh()
    const browser = new Browser()
    const [open, closed] = [browser.load(), browser.load()]
    for (const tab of [open, closed]) (await stack(database, tab)).push(added(tab.id))
    browser.close(closed)
    const days = (number: number) => Date.now() + number * 24 * 60 * 60 * 1000
    await sweepStacks(database, open, days(29))
    expect(await database.count("history")).toBe(2)
    await sweepStacks(database, open, days(31))
    expect(await database.getAllKeys("history")).toEqual([[`1:7|${open.id}`, 0]])
    expect(await database.count("cursors")).toBe(1)
  })
})
