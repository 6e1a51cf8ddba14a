/** Old snapshot + events = fresh snapshot, in whatever order the events and answers come. */
import fc from "fast-check"
import { describe, expect, test, vi } from "vitest"
import { apply, invert, update } from "./edits"
import { type RemoteEdit, Store } from "./store"
import { box, record, track } from "./testing"
import type { Annotation, Edit } from "./types"

const IDS = ["a", "b", "c", "d"]

/** What a server does with a list of wishes: each becomes a revision with an event. */
function serve(wishes: readonly { id: string; remove: boolean; z: number }[]) {
  const rows = new Map<string, Annotation>()
  const versions = new Map<string, number>()
  const events = wishes.map(({ id, remove, z }, at): RemoteEdit => {
    const version = (versions.get(id) ?? 0) + 1
    versions.set(id, version)
    const changed = record(id, { z, version })
    if (remove) rows.delete(id)
    else rows.set(id, changed)
    return { edit_id: `edit-${at}`, revision: at + 1, records: remove ? [] : [changed], removed: remove ? [id] : [] }
  })
  return { events, rows }
}

const wishes = fc.array(fc.record({ id: fc.constantFrom(...IDS), remove: fc.boolean(), z: fc.nat(9) }), { maxLength: 30 })

describe("convergence", () => {
  test("an old snapshot and the events after it are the fresh snapshot", () => {
    fc.assert(
      fc.property(wishes, fc.nat(30), fc.array(fc.nat()), (list, cut, order) => {
        const { events, rows } = serve(list)
        const old = serve(list.slice(0, cut))
        const store = new Store()
        store.load({ revision: Math.min(cut, list.length), annotations: [...old.rows.values()] })
        // Events of any order, some twice, some from before the snapshot.
        const shuffled = [...events, ...events.slice(0, 5)].map((event, at) => ({ event, rank: order[at] ?? at }))
        for (const { event } of shuffled.sort((a, b) => a.rank - b.rank)) store.merge(event)
        expect(new Map([...store.view].sort())).toEqual(new Map([...rows].sort()))
      }),
    )
  })

  test("an own edit shows at once, stays on top of others', and is gone once answered", () => {
    const store = new Store()
    store.load({ revision: 1, annotations: [record("a", { z: 1 }), record("b")] })
    const edit: Edit = { edit_id: "mine", base: { a: 1 }, changes: [update(record("a", { z: 1 }), { text: "hers" })] }
    store.propose(edit)
    store.merge({ edit_id: "other", revision: 2, records: [record("a", { z: 5, version: 2 })], removed: ["b"] })
    expect(store.view.get("a")).toMatchObject({ z: 5, text: "hers" })
    expect(store.view.has("b")).toBe(false)
    store.withdraw("mine")
    expect(store.view.get("a")).toMatchObject({ z: 5, text: "" })
  })

  test("the event of an own edit may overtake its answer", () => {
    const store = new Store()
    store.load({ revision: 0, annotations: [] })
    const mine = record("a", { version: 0 })
    store.propose({ edit_id: "mine", base: {}, changes: [{ added: mine }] })
    const answer = { edit_id: "mine", revision: 1, records: [record("a", { version: 1 })], removed: [] }
    store.merge({ edit_id: "other", revision: 2, records: [record("a", { version: 2, z: 3 })], removed: [] })
    store.merge(answer)
    expect(store.view.get("a")).toMatchObject({ version: 2, z: 3 })
  })
})

test("an edit is known by its own revision, for a newer one may have overtaken it", () => {
  const store = new Store()
  store.load({ revision: 3, annotations: [] })
  store.merge({ edit_id: "newer", revision: 5, records: [], removed: [] })

  expect([2, 3, 4, 5, 6].map((revision) => store.knows(revision))).toEqual([true, true, false, true, false])
  store.load({ revision: 5, annotations: [] })
  expect(store.knows(4)).toBe(true)
})

describe("edits", () => {
  test("an edit and its inverse leave nothing behind", () => {
    const fields = fc.record({ z: fc.nat(9), text: fc.string() })
    fc.assert(
      fc.property(fields, fields, fc.boolean(), (was, will, remove) => {
        const before = new Map([["a", record("a", was)]])
        const old = record("a", was)
        const changes = remove ? [{ removed: old }] : [update(old, will), { added: track("b", { 0: box(1) }) }]
        expect(apply(apply(before, changes), invert(changes))).toEqual(before)
      }),
    )
  })
})

describe("what waits for the server", () => {
  const added = (id: string): Edit => ({ edit_id: `add-${id}`, base: {}, changes: [{ added: record(id, { version: 0 }) }] })

  test("a snapshot is what the server said, and a store made of it is the same", () => {
    const store = new Store()
    store.load({ revision: 1, annotations: [record("a")], skips: [[0, 4]] })
    store.merge({ edit_id: "theirs", revision: 2, records: [record("b")], removed: [] })
    store.propose(added("c"))
    const again = new Store()
    again.load(store.snapshot, [added("c")])
    expect([[...again.view.keys()], again.skips, again.revision]).toEqual([["a", "b", "c"], [[0, 4]], 2])
  })

  test("what was loaded already is not loaded again over what was heard since", () => {
    const store = new Store()
    const snapshot = { revision: 1, annotations: [record("a")] }
    store.load(snapshot)
    store.learn({ records: [record("a", { version: 2, z: 7 })], removed: [] })
    const { view } = store
    store.load(snapshot)
    expect([store.view, store.view.get("a")?.z]).toEqual([view, 7])
    expect(store.view).toBe(view)
  })

  test("a refused edit that is tried again is seen again", () => {
    const store = new Store()
    store.propose(added("a"))
    store.withdraw("add-a")
    expect(store.view.has("a")).toBe(false)
    store.replace(added("a"))
    expect(store.view.has("a")).toBe(true)
  })

  test("an answer costs one copy of the records, however many edits wait", () => {
    const store = new Store()
    const many = Array.from({ length: 3000 }, (_, at) => record(`r${at}`))
    store.load({ revision: 0, annotations: many }, Array.from({ length: 300 }, (_, at) => added(`new${at}`)))
    const copied = vi.spyOn(Map.prototype, "set")
    store.withdraw("add-new0")
    const sets = copied.mock.calls.length
    copied.mockRestore()
    expect(sets).toBeLessThan(10_000)
    expect(store.view.size).toBe(3299)
  })
})
