/** Rows lie where people put them, and say what can be done with what lies on them. */
import { describe, expect, test } from "vitest"
import { command } from "../commands/registry"
import { untagged } from "../gaps"
import { ATTACK, box, CLIP, desk, PLAYER, record, REPLAY, SHAPE_CLASSES, showFrame, track } from "../testing"
import type { Annotation } from "../types"
import { type AnyRow, blocksOf, coverageOf, distanceTo, movedBy, type Ranks, shownRows } from "./groups"
import { hitTest } from "./hit"
import { RangeDrag } from "./rangeDrag"
import { ROW_PX, rowsOf, RULER_PX } from "./rows"
import { isFaded, isHeld, isOn, switched } from "./rowState"

const CLASSES = [ATTACK, REPLAY, PLAYER, ...SHAPE_CLASSES]
const RECORDS = [
  record("a"),
  record("r", { class_id: REPLAY.id }),
  track("t1", { 0: box(1), 40: box(9) }, { spans: [[0, 50]] }),
  track("t2", { 20: box(1) }, { spans: [[20, 80]] }),
  track("dot", { 30: { x: 1, y: 2 } }, { kind: "keypoint", class_id: SHAPE_CLASSES[4]?.id ?? 0 }),
]

function blocks(ranks: Ranks = {}, records: readonly Annotation[] = RECORDS) {
  return blocksOf(rowsOf(new Map(records.map((each) => [each.id, each])), CLASSES, { guesses: true, open: {} }), ranks)
}
const keys = (rows: readonly AnyRow[]) => rows.map(({ key }) => key)
const NONE = new Set<never>()

describe("[P12] groups of rows", () => {
  test("the tags, and each class of several tracks, lie under a row of their own; what is alone does not", () => {
    expect(keys(shownRows(blocks(), NONE))).toEqual(["tags", "class-1", "class-2", "tracks-3", "t1", "t2", "dot"])
    expect(keys(shownRows(blocks(), new Set(["tracks-3"])))).toEqual(["tags", "class-1", "class-2", "tracks-3", "dot"])
  })
  test("a row moves among its group's, a group among groups, and neither further than the last", () => {
    const moved = movedBy(blocks(), {}, "t1", 1)
    expect(keys(shownRows(blocks(moved ?? {}), NONE))).toEqual(["tags", "class-1", "class-2", "tracks-3", "t2", "t1", "dot"])
    expect(movedBy(blocks(moved ?? {}), moved ?? {}, "t1", 1)).toBeNull()
    const alone = movedBy(blocks(), {}, "dot", -5)
    expect(keys(shownRows(blocks(alone ?? {}), new Set(["tags", "tracks-3"])))).toEqual(["dot", "tags", "tracks-3"])
  })
  test("a row dragged over another goes to its place, over another group nowhere", () => {
    expect(distanceTo(blocks(), "t2", "t1")).toBe(-1)
    expect(distanceTo(blocks(), "t2", "class-1")).toBe(0)
    expect(distanceTo(blocks(), "dot", "class-2")).toBe(-2)
  })
  test("collapsed tracks are counted frame by frame", () => {
    const [, tracks] = blocks()
    expect(coverageOf(tracks?.rows ?? [])).toEqual({ frames: [0, 20, 50, 80], counts: [1, 2, 1, 0], most: 2 })
  })
})

describe("[P12] switches of rows", () => {
  const state = () => desk(RECORDS).editor
  test("what is locked is neither dragged nor changed, by no command; unlocked it is", () => {
    const editor = state()
    const [, , , group] = shownRows(blocks(), NONE)
    if (!group) throw new Error("There must be a group")
    editor.set(switched(editor.state, group, "lock"))
    editor.set({ selected: "t1" })
    command("delete").run(editor, "Delete")
    expect(editor.store.view.has("t1")).toBe(true)
    expect(shownRows(blocks(), NONE).filter((row) => isHeld(editor.state, row)).map(({ key }) => key)).toEqual(["tracks-3", "t1", "t2"])
    editor.set(switched(editor.state, group, "lock"))
    command("delete").run(editor, "Delete")
    expect(editor.store.view.has("t1")).toBe(false)
  })
  test("solo draws nothing else on the picture and fades the other rows; the eye takes one away", () => {
    const editor = state()
    const rows = shownRows(blocks(), NONE)
    const row = rows.find(({ key }) => key === "t1")
    if (!row) throw new Error("There must be a row")
    showFrame(editor, 30)
    editor.set(switched(editor.state, row, "solo"))
    expect(editor.shapesAt(30).map(({ id }) => id)).toEqual(["t1"])
    expect(rows.filter((each) => isFaded(editor.state, each)).map(({ key }) => key)).toEqual(["tags", "class-1", "class-2", "t2", "dot"])
    editor.set(switched(switchedState(editor, row), row, "eye"))
    expect(editor.shapesAt(30).map(({ id }) => id)).toEqual(["t2", "dot"])
    expect(isOn(editor.state, row, "eye")).toBe(true)
  })
  function switchedState(editor: ReturnType<typeof state>, row: AnyRow) {
    editor.set(switched(editor.state, row, "solo"))
    return editor.state
  }
})

describe("[P12] marking with Shift", () => {
  test("a drag marks the frames and rows it goes over, snapping unless Alt is held; on the ruler all rows", () => {
    const { editor } = desk(RECORDS, 70)
    editor.laneWidth = 1000
    const ground = { rows: shownRows(blocks(), NONE), lanes: [], scroll: 0 }
    const row = (at: number) => RULER_PX + (at + 0.5) * ROW_PX
    new RangeDrag(editor, ground, { exact: 20.4, y: row(4) }).to(69.6, row(5), false)
    expect([editor.state.in, editor.state.out, [...editor.state.rangeRows]]).toEqual([20, 70, ["t1", "t2"]])
    new RangeDrag(editor, ground, { exact: 33.3, y: 4 }).to(12.4, row(5), true)
    expect([editor.state.in, editor.state.out, editor.state.rangeRows.size]).toEqual([12, 33, 0])
  })
})

describe("[P12] keyframes and comments under the pointer", () => {
  const rows = shownRows(blocks(), NONE)
  const ground = { rows, lanes: [], scroll: 0, window: { start: 0, perFrame: 10 }, width: 1000, selected: null, comments: [60] }
  const y = RULER_PX + 4.5 * ROW_PX
  test("a keyframe is caught in 24 pixels, the edge beside it outside of the track", () => {
    expect(hitTest(ground, 411, y)).toMatchObject({ kind: "keyframe", frame: 40 })
    expect(hitTest(ground, 389, y)).toMatchObject({ kind: "keyframe", frame: 40 })
    expect(hitTest({ ...ground, window: { start: -2, perFrame: 10 } }, 10, y)).toMatchObject({ kind: "edge", edge: "start" })
  })
  test("a comment is caught on the ruler; a group's row holds nothing to drag", () => {
    expect(hitTest(ground, 604, 22)).toEqual({ kind: "comment", frame: 60 })
    expect(hitTest(ground, 604, 4)).toEqual({ kind: "ruler" })
    expect(hitTest(ground, 604, RULER_PX + 1)).toMatchObject({ kind: "group" })
  })
  test("on the timeline Shift and an arrow move the selected keyframe in time, up to the next one", () => {
    const { editor } = desk([track("t", { 10: box(1), 12: box(5) })], 10)
    editor.set({ selected: "t", keyframe: 10, region: "timeline" })
    command("nudge-right-1").run(editor, "Shift+→")
    expect([Object.keys(editor.store.view.get("t")?.keyframes ?? {}), editor.state.keyframe]).toEqual([["11", "12"], 11])
    showFrame(editor, 11)
    command("nudge-right-1").run(editor, "Shift+→")
    expect(Object.keys(editor.store.view.get("t")?.keyframes ?? {})).toEqual(["11", "12"])
  })
})

describe("[P12] untagged stretches", () => {
  const by = (...records: Annotation[]) => new Map(records.map((each) => [each.id, each]))
  test("they lie between people's tags; a model's guess, a rejected one and a track fill none", () => {
    const view = by(record("a"), record("m", { source: "model", spans: [[30, 40]] }), record("n", { negative: true, spans: [[40, 60]] }), track("t", { 0: box(1) }))
    expect(untagged(view, CLIP, [[90, 100]])).toEqual([[0, 10], [20, 90]])
  })
  test("a tag on the whole clip fills them where nothing else was said", () => {
    const whole = record("w", { spans: [[0, CLIP.frames]], class_id: REPLAY.id })
    expect(untagged(by(whole), CLIP, [])).toEqual([])
    expect(untagged(by(whole, record("a")), CLIP, [])).toEqual([[0, 10], [20, 100]])
  })
  test("going to the next one marks it, so that a digit fills it", () => {
    const { editor } = desk([record("a"), record("b", { spans: [[30, 40]] })], 12)
    command("next-untagged").run(editor, "")
    expect([editor.player.asked, editor.state.in, editor.state.out]).toEqual([20, 20, 30])
    showFrame(editor, 20)
    command("tag").run(editor, "8")
    expect(editor.store.view.get("a")?.spans).toEqual([[10, 40]])
  })
})
