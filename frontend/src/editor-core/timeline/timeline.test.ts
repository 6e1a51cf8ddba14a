/** The timeline shows frames where they are, and what is pressed is what is seen. */
import { describe, expect, test } from "vitest"
import { command } from "../commands/registry"
import { ATTACK, CLIP, desk, PLAYER, record, REPLAY, track, box, showFrame } from "../testing"
import type { Annotation } from "../types"
import { beginDrag } from "./drag"
import { hitTest } from "./hit"
import { ticksFor } from "./ruler"
import { ROW_PX, rowsOf, RULER_PX, segmentsWithin } from "./rows"
import { snapped } from "./snap"
import { following, frameOf, panned, resolved, WIDEST_FRAME_PX, xOf, zoomed } from "./window"

const CLASSES = [ATTACK, REPLAY, PLAYER]
const SHOWN = { guesses: true, open: {} }
const by = (records: readonly Annotation[]) => new Map(records.map((each) => [each.id, each]))

describe("[P12] window", () => {
  test("it goes from the whole clip to at least 16 pixels a frame", () => {
    expect(resolved({ start: 0, perFrame: 0 }, 1000, 500).perFrame).toBe(0.5)
    let window = resolved({ start: 0, perFrame: 0 }, 100_000, 900)
    for (let turns = 0; turns < 60; turns += 1) window = zoomed(window, 1.5, 5000, 100_000, 900)
    expect(window.perFrame).toBe(WIDEST_FRAME_PX)
    expect(WIDEST_FRAME_PX).toBeGreaterThanOrEqual(16)
  })
  test("zooming keeps the anchor where it is, panning never leaves the clip", () => {
    const before = resolved({ start: 100, perFrame: 2 }, 1000, 500)
    const after = zoomed(before, 2, 150, 1000, 500)
    expect(xOf(150, after)).toBeCloseTo(xOf(150, before))
    expect(panned(before, -1e9, 1000, 500).start).toBe(0)
    expect(frameOf(500, panned(before, 1e9, 1000, 500))).toBeCloseTo(1000)
  })
  test("it follows a playhead that leaves it, and only then", () => {
    const window = resolved({ start: 100, perFrame: 5 }, 1000, 500)
    expect(following(window, 150, 1000, 500)).toBe(window)
    const next = following(window, 700, 1000, 500)
    expect(xOf(700, next)).toBeGreaterThanOrEqual(0)
    expect(xOf(701, next)).toBeLessThanOrEqual(500)
  })
  test("the ruler names whole frames when near and whole seconds when far", () => {
    expect(ticksFor(40, 25).major).toBe(5)
    expect(ticksFor(1, 25).major % 25).toBe(0)
    expect(ticksFor(0.001, 25).major).toBeGreaterThan(100_000)
  })
  test("every label stands on a tick, at any rate", () => {
    for (const rate of [24, 25, 29.97, 30, 59.94]) {
      for (const perFrame of [40, 9.8, 4, 1, 0.1]) {
        const { major, minor } = ticksFor(perFrame, rate)
        expect(major % minor).toBe(0)
      }
    }
  })
})

describe("[P12] rows", () => {
  test("one for each tag class that is used, then one for each track", () => {
    const records = by([record("a"), record("b", { spans: [[40, 50]] }), track("t", { 0: box(1) }), record("n", { negative: true, class_id: REPLAY.id })])
    expect(rowsOf(records, CLASSES, SHOWN).map(({ key }) => key)).toEqual(["class-1", "t"])
  })
  test("a span that was begun has its row, a model's labels can be left out", () => {
    const guess = by([record("m", { source: "model" })])
    expect(rowsOf(guess, CLASSES, { guesses: false, open: { [REPLAY.id]: 5 } }).map(({ key }) => key)).toEqual(["class-2"])
  })
  test("drawing looks only at what is visible, however long the spans before it are", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => record(`r${at}`, { spans: [[at * 10, at * 10 + 5]] }))
    const [row] = rowsOf(by([record("long", { spans: [[0, 60_000]] }), ...many]), CLASSES, SHOWN)
    if (!row) throw new Error("There must be a row")
    const found = [...segmentsWithin(row, 50_000, 50_020)].map(({ record: { id } }) => id)
    expect(found).toEqual(["long", "r5000", "r5001"])
    expect([...segmentsWithin(row, 70_000, 70_020)].map(({ record: { id } }) => id)).toEqual(["r7000", "r7001"])
  })
})

describe("[P12] what is under the pointer", () => {
  const tag = record("a", { spans: [[10, 25]] })
  const model = track("t", { 30: box(1), 60: box(2) })
  const rows = rowsOf(by([tag, model]), CLASSES, SHOWN)
  const ground = { lanes: [], rows, scroll: 0, window: { start: 0, perFrame: 10 }, width: 1000, selected: null }
  const first = RULER_PX + ROW_PX / 2
  test.each([
    ["the ruler", 100, 5, { kind: "ruler" }],
    ["a start", 103, first, { kind: "edge", edge: "start", index: 0 }],
    ["an end", 247, first, { kind: "edge", edge: "end", index: 0 }],
    ["the middle of a span", 170, first, { kind: "span" }],
    ["an empty lane", 700, first, { kind: "lane" }],
    ["a keyframe", 303, first + ROW_PX, { kind: "keyframe", frame: 30 }],
    ["a track between keyframes", 450, first + ROW_PX, { kind: "span" }],
    ["below all rows", 450, 500, { kind: "nothing" }],
  ])("%s", (_name, x, y, expected) => expect(hitTest(ground, x, y)).toMatchObject(expected))
})

describe("[P10] dragging", () => {
  test("the span dragged to [10, 25) is [10, 25), and one undo takes the drag back", () => {
    const tag = record("a", { spans: [[10, 20]] })
    const { editor, sent } = desk([tag], 60)
    const [row] = rowsOf(editor.records, CLASSES, SHOWN)
    if (!row) throw new Error("There must be a row")
    const drag = beginDrag(editor, { kind: "edge", row, record: tag, index: 0, edge: "end" }, 20)
    editor.set({ preview: drag.changes(23.2, true) })
    expect(editor.records.get("a")?.spans).toEqual([[10, 23]])
    editor.set({ preview: [] })
    editor.change(drag.label, drag.changes(25.1, true))
    expect(editor.store.view.get("a")?.spans).toEqual([[10, 25]])
    expect(sent()).toHaveLength(1)
    expect(sent()[0]?.base).toEqual({ a: 1 })
    command("undo").run(editor, "Ctrl+Z")
    expect(editor.store.view.get("a")?.spans).toEqual([[10, 20]])
  })
  test("an edge stops one frame short of the other and snaps to the playhead unless Alt is held", () => {
    const tag = record("a", { spans: [[10, 20]] })
    const { editor } = desk([tag], 40)
    const [row] = rowsOf(editor.records, CLASSES, SHOWN)
    if (!row) throw new Error("There must be a row")
    const drag = beginDrag(editor, { kind: "edge", row, record: tag, index: 0, edge: "end" }, 20)
    const spans = (exact: number, free: boolean) => drag.changes(exact, free).map((change) => "updated" in change && change.updated.to.spans)
    expect(spans(2, true)).toEqual([[[10, 11]]])
    expect(spans(39.4, false)).toEqual([[[10, 40]]])
    expect(spans(39.4, true)).toEqual([[[10, 39]]])
  })
  test("a keyframe is moved in time, its box kept", () => {
    const one = track("t", { 30: box(1), 60: box(2) })
    const { editor } = desk([one])
    const [row] = rowsOf(editor.records, CLASSES, SHOWN)
    if (!row) throw new Error("There must be a row")
    const drag = beginDrag(editor, { kind: "keyframe", row, record: one, frame: 60 }, 60)
    editor.change(drag.label, drag.changes(70, true))
    expect(editor.store.view.get("t")?.keyframes).toEqual({ 30: box(1), 70: box(2) })
  })
  test("snapping takes the nearest target within reach", () => {
    expect(snapped(41.2, [10, 40, 44], 4)).toBe(40)
    expect(snapped(41.2, [10, 40, 44], 40)).toBe(41)
  })
})

describe("[P10] tagging by keyboard", () => {
  test("a digit begins a span, the same digit ends it; the frame it ends on is not in it", () => {
    const { editor } = desk([], 10)
    command("tag").run(editor, "8")
    expect(editor.state.open).toEqual({ [ATTACK.id]: 10 })
    showFrame(editor, 25)
    command("tag").run(editor, "8")
    expect(editor.state.open).toEqual({})
    expect([...editor.store.view.values()].map(({ spans }) => spans)).toEqual([[[10, 25]]])
  })
  test("Esc leaves what was begun and not ended", () => {
    const { editor } = desk([], 10)
    command("tag").run(editor, "8")
    command("skip").run(editor, "Shift+X")
    for (let presses = 0; presses < 9; presses += 1) command("cancel").run(editor, "Esc")
    expect([editor.state.open, editor.state.skipFrom]).toEqual([{ [ATTACK.id]: 10 }, 10])
  })
  test("Enter opens what is selected: where it is, and all that can be said of it", () => {
    const { editor } = desk([record("a", { spans: [[40, 50]] })], 10)
    editor.set({ selected: "a", tab: "comments" })
    const { when, run } = command("confirm")
    expect(when?.(editor)).toBe(true)
    run(editor, "Enter")
    expect([editor.player.asked, editor.state.tab, editor.state.region, editor.state.selected]).toEqual([40, "label", "objects", "a"])
    editor.set({ selected: null })
    expect(when?.(editor)).toBe(false)
  })
  test("In and Out make the range that a digit fills; the last frame can be in it", () => {
    const { editor } = desk([], 80)
    command("in").run(editor, "I")
    showFrame(editor, CLIP.frames - 1)
    command("out").run(editor, "O")
    command("tag").run(editor, "9")
    expect([...editor.store.view.values()].map(({ class_id, spans }) => [class_id, spans])).toEqual([[REPLAY.id, [[80, 100]]]])
    expect(editor.state.in).toBeNull()
  })
  test("Shift and a digit tag the whole clip, again takes it off; N repeats the last label", () => {
    const { editor } = desk()
    command("tag-clip").run(editor, "Shift+8")
    expect([...editor.store.view.values()][0]?.spans).toEqual([[0, CLIP.frames]])
    command("tag-clip").run(editor, "Shift+8")
    expect(editor.store.view.size).toBe(0)
    command("repeat").run(editor, "N")
    expect(editor.state.open).toEqual({ [ATTACK.id]: 0 })
  })
  test("split cuts at the playhead, merge joins again", () => {
    const { editor } = desk([record("a", { spans: [[10, 20]] })], 15)
    editor.set({ selected: "a" })
    command("split").run(editor, "Shift+S")
    expect([...editor.store.view.values()].map(({ spans }) => spans)).toEqual([[[10, 15]], [[15, 20]]])
    command("merge").run(editor, "Shift+M")
    expect([...editor.store.view.values()].map(({ spans }) => spans)).toEqual([[[10, 20]]])
  })
  test("A makes the model's label a person's, X keeps it as a negative", () => {
    const guess = { source: "model", model_id: 4, confidence: 0.8 } as const
    const { editor } = desk([record("a", guess), record("b", { ...guess, spans: [[50, 60]] })], 12)
    command("accept").run(editor, "A")
    expect(editor.store.view.get("a")).toMatchObject({ source: "human", confidence: 0.8, negative: false })
    expect(editor.state.selected).toBe("b")
    showFrame(editor, 50)
    command("reject").run(editor, "X")
    expect(editor.store.view.get("b")).toMatchObject({ source: "human", negative: true })
    command("undo").run(editor, "Ctrl+Z")
    expect(editor.store.view.get("b")).toMatchObject({ source: "model", negative: false })
  })
  test("nothing can be placed on a frame that is still decoding", () => {
    const { editor, sent } = desk([], 10)
    Object.assign(editor.player, { asked: 50 })
    command("tag-clip").run(editor, "Shift+8")
    command("tag").run(editor, "8")
    expect([sent().length, editor.store.view.size, editor.state.open]).toEqual([0, 0, {}])
  })
})
