/** Many labels are selected by pointer and keys, and changed together in one step that undo takes back. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { command } from "./commands/registry"
import { subject } from "./edits"
import { shapeOn } from "./interpolate"
import { grouped, nudged, pickRecord, select, selectable, within } from "./selection"
import { shapeOf } from "./shapes/registry"
import { beginDrag } from "./timeline/drag"
import { box, CLIP, desk, GEOMETRIES, record, SHAPE_CLASSES, showFrame, track } from "./testing"
import type { Annotation, ShapeKind } from "./types"
import * as hand from "./tools/hand"

type Desk = ReturnType<typeof desk>["editor"]

const press = (editor: Desk, id: string) => command(id).run(editor, "")
const ids = (editor: Desk) => editor.chosen.map(({ id }) => id)
const KINDS = SHAPE_CLASSES.map(({ kind }) => kind as ShapeKind)
const ofEachKind = () => KINDS.map((kind, at) => track(kind, { 0: GEOMETRIES[kind] }, { kind, class_id: 10 + at }))
const tags = () => [record("s", { spans: [[10, 20]] }), record("t", { spans: [[40, 50], [60, 90]] })]
const state = (editor: Desk) => JSON.stringify([...editor.store.view.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))

describe("selecting", () => {
  test("Shift and a click add a shape, or take it out; a click on nothing deselects", () => {
    const { editor } = desk([track("a", { 0: box(0) }), track("b", { 0: box(200) })])
    const click = (x: number, y: number, more: boolean) => {
      hand.press(editor, { x, y }, false, more)
      hand.release(editor, { x, y }, false, false)
    }
    click(20, 20, false)
    click(220, 20, true)
    expect(ids(editor)).toEqual(["b", "a"])
    click(220, 20, true)
    expect(ids(editor)).toEqual(["a"])
    click(500, 300, true)
    expect(ids(editor)).toEqual(["a"])
    click(500, 300, false)
    expect(ids(editor)).toEqual([])
  })
  test("a band over the picture selects what it touches, and nothing that is locked", () => {
    const { editor, sent } = desk([track("a", { 0: box(0) }), track("b", { 0: box(200) }), track("c", { 0: box(100) })])
    editor.set({ locked: new Set(["c"]) })
    hand.press(editor, { x: 300, y: 200 }, false)
    hand.move(editor, { x: 240, y: 30 }, false)
    expect(editor.state.band).toEqual({ x: 240, y: 30, width: 60, height: 170 })
    hand.release(editor, { x: 40, y: 40 }, false, true)
    expect([ids(editor), editor.state.band, sent()]).toEqual([["a", "b"], null, []])
    expect(within(editor, { x: 100, y: 0, width: 10, height: 100 })).toEqual([])
  })
  test("Ctrl+A selects the shapes of the frame on the picture, and every label elsewhere", () => {
    const { editor } = desk([track("a", { 0: box(0) }), track("b", { 0: box(200) }, { spans: [[50, 60]] }), ...tags()])
    press(editor, "all")
    expect(ids(editor)).toEqual(["a"])
    editor.set({ region: "timeline" })
    expect(selectable(editor)).toEqual(["a", "b", "s", "t"])
  })
  test("whoever selects one thing selects it alone", () => {
    const { editor } = desk(tags())
    select(editor, ["s", "t"])
    editor.set({ selected: "t" })
    expect(ids(editor)).toEqual(["t"])
    pickRecord(editor, "s", true)
    expect([ids(editor), editor.isChosen("t")]).toEqual([["s", "t"], true])
  })
})

describe("changing many", () => {
  const acts = ["delete", "duplicate", "hide", "cover", "keyframe", "copy-on", "split", "front", "number", "ungroup", "nudge-left-10", "nudge-down-1"]

  test("whatever is done to all that is selected is one edit, and one undo takes it back byte for byte", () => {
    fc.assert(
      fc.property(fc.constantFrom(...acts), fc.subarray([...KINDS, "s", "t"], { minLength: 1 }), fc.nat(99), (act, chosen, frame) => {
        const { editor, sent } = desk([...ofEachKind(), ...tags()])
        const before = state(editor)
        showFrame(editor, frame)
        select(editor, chosen)
        const { when } = command(act)
        if (!when || when(editor)) press(editor, act)
        expect(sent().length).toBeLessThanOrEqual(1)
        const touched = sent().flatMap(({ changes }) => changes.map(subject))
        expect(new Set(touched).size).toBe(touched.length)
        if (sent().length === 1) editor.turn("undo")
        expect(state(editor)).toBe(before)
      }),
      { numRuns: 300 },
    )
  })
  test("what moves together keeps its distances, also at the edge of the picture", () => {
    fc.assert(
      fc.property(fc.subarray(KINDS, { minLength: 2 }), fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }), (chosen, dx, dy) => {
        const { editor } = desk(ofEachKind())
        select(editor, chosen)
        const places = () => editor.chosen.map((one) => corner(one))
        const before = places()
        editor.change("Move", nudged(editor, dx, dy))
        const ways = places().map(({ x, y }, at) => ({ x: x - (before[at]?.x ?? 0), y: y - (before[at]?.y ?? 0) }))
        for (const way of ways) {
          expect(Math.abs(way.x - (ways[0]?.x ?? 0))).toBeLessThan(0.05)
          expect(Math.abs(way.y - (ways[0]?.y ?? 0))).toBeLessThan(0.05)
        }
      }),
    )
  })
  test("tags move along the clip as far as the last of them lets them", () => {
    const { editor } = desk(tags())
    select(editor, ["s", "t"])
    press(editor, "nudge-right-10")
    expect(editor.chosen.map(({ spans }) => spans)).toEqual([[[20, 30]], [[50, 60], [70, 100]]])
    press(editor, "nudge-right-10")
    expect(editor.store.view.get("s")?.spans).toEqual([[20, 30]])
  })
  test("a drag of one selected span on the timeline moves all of them", () => {
    const { editor } = desk(tags())
    select(editor, ["s", "t"])
    const s = editor.store.view.get("s")
    if (!s) throw new Error("There is no s")
    const row = { key: "", kind: "tags", labelClass: SHAPE_CLASSES[0], name: "", segments: [], reach: [], record: null, open: null } as never
    const drag = beginDrag(editor, { kind: "span", row, record: s, index: 0 }, 12)
    editor.change(drag.label, drag.changes(7, true))
    expect(editor.chosen.map(({ spans }) => spans)).toEqual([[[5, 15]], [[35, 45], [55, 85]]])
  })
  test("a drag of one selected shape moves all, a click leaves it alone selected", () => {
    const { editor, sent } = desk([track("a", { 0: box(0) }), track("b", { 0: box(200) })])
    select(editor, ["a", "b"])
    hand.press(editor, { x: 220, y: 20 }, false)
    hand.release(editor, { x: 230, y: 25 }, true, true)
    expect(editor.chosen.map((one) => one.keyframes[0])).toEqual([box(10, 15), box(210, 15)])
    expect(sent()).toHaveLength(1)
    hand.press(editor, { x: 220, y: 20 }, false)
    hand.release(editor, { x: 220, y: 20 }, false, false)
    expect(ids(editor)).toEqual(["b"])
  })
  test("what is grouped is of one instance: the lowest that there is, else a new one", () => {
    const { editor } = desk([track("a", { 0: box(0) }), track("b", { 0: box(50) }, { instance: 4 }), track("c", { 0: box(9) }, { instance: 2 })])
    select(editor, ["a", "b", "c"])
    editor.change("Group", grouped(editor))
    expect(editor.chosen.map(({ instance }) => instance)).toEqual([2, 2, 2])
    press(editor, "ungroup")
    press(editor, "number")
    expect(editor.chosen.map(({ instance }) => instance)).toEqual([1, 1, 1])
  })
  test("what is copied together is pasted together, tags at their distances", () => {
    const { editor, sent } = desk([track("a", { 0: box(0) }), ...tags()], 5)
    select(editor, ["a", "s", "t"])
    press(editor, "copy")
    showFrame(editor, 30)
    press(editor, "paste")
    expect(editor.chosen.map(({ spans }) => spans)).toEqual([[[30, 100]], [[30, 40]], [[60, 70]]])
    expect(sent()).toHaveLength(1)
    showFrame(editor, 80)
    press(editor, "paste")
    expect(editor.chosen).toHaveLength(2)
  })
  test("lock and hide hold for all, and are taken off all once all have them", () => {
    const { editor } = desk([track("a", { 0: box(0) }), track("b", { 0: box(50) })])
    editor.set({ locked: new Set(["b"]) })
    select(editor, ["a", "b"])
    press(editor, "lock")
    expect([...editor.state.locked].sort()).toEqual(["a", "b"])
    press(editor, "lock")
    expect(editor.state.locked.size).toBe(0)
  })
  test("one verdict is on all selected guesses", () => {
    const guess = (id: string) => record(id, { source: "model", confidence: 0.9 })
    const { editor, sent } = desk([guess("g"), guess("h"), record("mine")])
    select(editor, ["g", "h", "mine"])
    press(editor, "accept")
    expect([sent().length, [...editor.store.view.values()].map(({ source }) => source)]).toEqual([1, ["human", "human", "human"]])
  })
})

/** The upper left corner of a record's shape, of a tag none. */
function corner(one: Annotation): { x: number; y: number } {
  const geometry = shapeOn(one, 0)
  return geometry ? shapeOf(geometry).bounds(geometry) : { x: 0, y: CLIP.height }
}
