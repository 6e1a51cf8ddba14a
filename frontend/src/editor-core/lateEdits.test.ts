/** Work that came too late is shown, and applied, on the labels as they are by now. */
import { describe, expect, test } from "vitest"
import { update } from "./edits"
import { baseOf, chains, deletedClasses, type LateEdit, onto } from "./lateEdits"
import type { Said } from "./past"
import { box, record, track } from "./testing"
import type { Annotation, Change, LabelClass } from "./types"

const BEN = { id: 2, name: "Ben" }
const CLEO = { id: 3, name: "Cleo" }
let made = 0

function late(changes: readonly Change[], values: Partial<LateEdit> = {}): LateEdit {
  made += 1
  return { id: `late-${made}`, author: BEN, created_at: "", base: {}, changes, reason: "The clip had moved on", verdict: null, decided_by: null, ...values }
}

function said(...records: readonly Annotation[]): Said {
  return { records: new Map(records.map((each) => [each.id, each])), skips: [] }
}

describe("what belongs together", () => {
  test("edits of the same label are one, in the order in which they were made", () => {
    const [add, other, move] = [late([{ added: record("a") }]), late([{ added: record("b") }]), late([update(record("a"), { z: 4 })])]
    expect(chains([add, other, move])).toEqual([[other], [add, move]])
  })

  test("an edit of two labels joins what was about either", () => {
    const [one, two] = [late([{ added: record("a") }]), late([{ added: record("b") }])]
    const both = late([{ removed: record("a") }, { removed: record("b") }])
    expect(chains([one, two, both])).toEqual([[one, two, both]])
  })

  test("two people's edits of one label stay apart", () => {
    const [one, two] = [late([update(record("a"), { z: 1 })]), late([update(record("a"), { z: 2 })], { author: CLEO })]
    expect(chains([one, two])).toEqual([[one], [two]])
  })
})

describe("on the labels of today", () => {
  test("a label that was added and then changed is added as it was left", () => {
    const added = record("a", { version: 0 })
    const edits = [late([{ added }]), late([update(added, { text: "late" })])]
    const changes = onto(said(), edits)
    expect(changes).toEqual([{ added: { ...added, text: "late" } }])
    expect(baseOf(changes, said(), edits)).toEqual({})
  })

  test("what others changed meanwhile stays, keyframe by keyframe", () => {
    const before = track("a", { 0: box(0), 10: box(10) })
    const now = said({ ...before, keyframes: { 0: box(5), 10: box(10) }, z: 7, version: 4 })
    const edits = [late([update(before, { keyframes: { 0: box(0), 10: box(99) } })], { base: { a: 1 } })]
    const changes = onto(now, edits)
    expect(changes).toEqual([{ updated: { id: "a", from: { keyframes: { 0: box(5), 10: box(10) } }, to: { keyframes: { 0: box(5), 10: box(99) } } } }])
    expect(baseOf(changes, now, edits)).toEqual({ a: 4 })
  })

  test("what holds already, and what is about labels that are gone, comes to nothing", () => {
    const present = record("a", { z: 3 })
    expect(onto(said(present), [late([update(record("a", { z: 1 }), { z: 3 })])])).toEqual([])
    expect(onto(said(), [late([update(present, { z: 9 })]), late([{ removed: present }])])).toEqual([])
  })

  test("a label that comes back builds on the version at which it went", () => {
    const back = record("a", { version: 1 })
    const edits = [late([{ added: back }], { base: { a: 2 } })]
    expect(baseOf(onto(said(), edits), said(), edits)).toEqual({ a: 2 })
  })

  test("frames are left out as they were asked to be, besides those of today", () => {
    const now: Said = { records: new Map(), skips: [[0, 5]] }
    expect(onto(now, [late([{ skip: { from: [], to: [[10, 20]] } }])])).toEqual([{ skip: { from: [[0, 5]], to: [[0, 5], [10, 20]] } }])
  })
})

describe("classes that were deleted", () => {
  const classes = [{ id: 1, name: "Fight", kind: "tag" }] as unknown as LabelClass[]

  test("are named, and another is taken for them", () => {
    const edits = [late([{ added: record("a", { class_id: 9 }) }]), late([update(record("b"), { class_id: 8 })])]
    const now = said(record("b"))
    expect([...deletedClasses(now, edits, classes).keys()].sort()).toEqual([8, 9])
    const instead = onto(now, edits, { 9: 1, 8: 1 })
    expect(instead).toEqual([{ added: record("a", { class_id: 1 }) }])
  })
})
