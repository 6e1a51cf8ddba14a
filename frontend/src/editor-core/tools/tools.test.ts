/** Each shape is drawn, changed and taken back, by pointer and by keys. */
import { describe, expect, test } from "vitest"
import { command } from "../commands/registry"
import { pixelsOf } from "../shapes/pixels"
import { areaOf } from "../shapes/polygon"
import { CLIP, desk, GEOMETRIES, SHAPE_CLASSES, showFrame, track } from "../testing"
import type { Annotation, Geometry, ShapeKind } from "../types"
import type { ToolId } from "../viewState"
import * as hand from "./hand"

type Desk = ReturnType<typeof desk>["editor"]

const at = (x: number, y: number) => ({ x, y })

function drag(editor: Desk, tool: ToolId, from: [number, number], to: [number, number]): void {
  editor.set({ tool })
  // Alt ignores what a shape would snap to; for the brush it means the other thing.
  hand.press(editor, at(...from), tool !== "mask")
  hand.release(editor, at(...to), true, true)
}

function click(editor: Desk, ...places: [number, number][]): void {
  for (const [x, y] of places) {
    hand.press(editor, at(x, y), true)
    hand.release(editor, at(x, y), true, false)
  }
}

function only(editor: Desk): Geometry {
  const [record] = editor.store.view.values()
  const [geometry] = Object.values(record?.keyframes ?? {})
  if (!geometry) throw new Error("Nothing was drawn")
  return geometry
}

function shown(kind: ShapeKind, more: Partial<Annotation> = {}): Annotation {
  const classId = SHAPE_CLASSES.find((one) => one.kind === kind)?.id ?? 0
  return track(kind, { 0: GEOMETRIES[kind] }, { kind, class_id: classId, ...more })
}

describe("[P17] the polygon tool", () => {
  const SQUARE: [number, number][] = [[100, 100], [200, 100], [200, 200], [100, 200]]

  test("clicks set points, the first one closes it", () => {
    const { editor, sent } = desk([], 3)
    editor.set({ tool: "polygon" })
    click(editor, ...SQUARE, [100, 100])
    expect(only(editor)).toEqual({ outline: SQUARE })
    expect(areaOf({ outline: SQUARE })).toBe(10_000)
    expect(editor.state.draft).toBeNull()
    expect(sent()).toHaveLength(1)
  })
  test("Backspace takes a point back, Enter closes, Esc leaves nothing", () => {
    const { editor, sent } = desk()
    editor.set({ tool: "polygon" })
    click(editor, ...SQUARE, [300, 300])
    command("delete").run(editor, "Backspace")
    command("confirm").run(editor, "Enter")
    expect(only(editor)).toEqual({ outline: SQUARE })
    editor.set({ selected: null })
    click(editor, [10, 10], [20, 30])
    command("cancel").run(editor, "Esc")
    expect(editor.state.draft).toBeNull()
    expect(sent()).toHaveLength(1)
  })
  test("an edge's middle adds a point, a point moves, Delete takes the chosen one away", () => {
    const { editor } = desk([track("a", { 0: { outline: SQUARE } }, { kind: "polygon", class_id: 11 })], 5)
    editor.set({ selected: "a" })
    drag(editor, "select", [150, 100], [150, 60])
    const keyframe = () => editor.store.view.get("a")?.keyframes[5]
    expect(keyframe()).toEqual({ outline: [[100, 100], [150, 60], [200, 100], [200, 200], [100, 200]] })
    drag(editor, "select", [200, 200], [220, 230])
    expect(keyframe()).toMatchObject({ outline: { 3: [220, 230] } })
    click(editor, [150, 60])
    command("delete").run(editor, "Delete")
    expect(keyframe()).toEqual({ outline: [[100, 100], [200, 100], [220, 230], [100, 200]] })
  })
  test("a hole is cut into the selected one", () => {
    const { editor } = desk([track("a", { 0: { outline: SQUARE } }, { kind: "polygon", class_id: 11 })])
    editor.set({ selected: "a" })
    command("hole").run(editor, "")
    click(editor, [120, 120], [140, 120], [130, 140], [120, 120])
    expect(editor.store.view.get("a")?.keyframes[0]).toEqual({ outline: SQUARE, holes: [[[120, 120], [140, 120], [130, 140]]] })
  })
})

describe("[P17] [P19] [P20] [P24] drawing", () => {
  test("a line ends with Enter", () => {
    const { editor } = desk()
    editor.set({ tool: "polyline" })
    click(editor, [10, 10], [50, 40], [90, 20])
    command("confirm").run(editor, "Enter")
    expect(only(editor)).toEqual({ points: [[10, 10], [50, 40], [90, 20]] })
  })
  test.each([
    ["ellipse", { x: 150, y: 120, radius_x: 50, radius_y: 20 }],
    ["keypoint", { x: 200, y: 140 }],
    ["vector", { x: 100, y: 100, angle: 21.8, length: 107.7 }],
    ["skeleton", { joints: { head: { x: 150, y: 100 }, hip: { x: 150, y: 140 } } }],
  ] as const)("a drag draws a %s", (tool, wanted) => {
    const { editor } = desk()
    drag(editor, tool, [100, 100], [200, 140])
    expect(only(editor)).toEqual(wanted)
  })
  test("the brush paints a mask, more of it, and erases", () => {
    const { editor, sent } = desk()
    editor.set({ brush: { radius: 5, erases: false } })
    drag(editor, "mask", [100, 100], [140, 100])
    const area = () => {
      const shape = only(editor)
      return "runs" in shape ? pixelsOf(shape, CLIP).set.reduce((sum, one) => sum + one, 0) : 0
    }
    const first = area()
    expect(first).toBeGreaterThan(380)
    hand.press(editor, at(100, 120), false)
    hand.release(editor, at(140, 120), false, true)
    expect(area()).toBeGreaterThan(first * 1.8)
    editor.set({ brush: { radius: 5, erases: true } })
    hand.press(editor, at(100, 120), false)
    hand.release(editor, at(140, 120), false, true)
    expect(area()).toBe(first)
    expect(editor.store.view.size).toBe(1)
    expect(sent()).toHaveLength(3)
  })
  test("by keys alone: the crosshair moves, Enter sets both corners", () => {
    const { editor } = desk()
    editor.set({ tool: "box" })
    const press = (id: string, key: string) => command(id).run(editor, key)
    press("confirm", "Enter")
    press("confirm", "Enter")
    for (let step = 0; step < 5; step += 1) {
      press("nudge-right-10", "Ctrl+Shift+→")
      press("down", "↓")
    }
    press("confirm", "Enter")
    expect(only(editor)).toEqual({ x: 320, y: 180, width: 50, height: 5 })
  })
})

describe("[P17] [P19] [P20] [P24] changing", () => {
  const kinds = SHAPE_CLASSES.map(({ kind }) => kind as ShapeKind)

  test.each(kinds)("a %s that is moved on another frame gets a keyframe there", (kind) => {
    const { editor } = desk([shown(kind)], 0)
    editor.set({ selected: kind })
    showFrame(editor, 9)
    command("nudge-left-10").run(editor, "Ctrl+Shift+←")
    command("nudge-up-1").run(editor, "Shift+↑")
    const keyframes = editor.store.view.get(kind)?.keyframes ?? {}
    expect(Object.keys(keyframes)).toEqual(["0", "9"])
    expect(keyframes[0]).toEqual(GEOMETRIES[kind])
    expect(keyframes[9]).not.toEqual(GEOMETRIES[kind])
  })
  test("Alt and a click on a joint: covered, absent, visible again", () => {
    const { editor } = desk([shown("skeleton")])
    editor.set({ selected: "skeleton" })
    const sights = [0, 1, 2].map(() => {
      click(editor, [80, 200])
      const shape = only(editor)
      return "joints" in shape ? shape.joints.head?.sight : "none"
    })
    expect(sights).toEqual(["covered", "absent", undefined])
  })
  test("a locked shape is not caught", () => {
    const { editor } = desk([shown("ellipse")])
    editor.set({ locked: new Set(["ellipse"]), tool: "select" })
    click(editor, [400, 120])
    expect(editor.state.selected).toBeNull()
  })
  test("a class that is switched off is not drawn", () => {
    const { editor } = desk([shown("ellipse"), shown("box")])
    editor.set({ unseenClasses: new Set([shown("ellipse").class_id]) })
    expect(editor.shapesAt(0).map(({ id }) => id)).toEqual(["box"])
  })
})

test("a kind that has no class is called as it is everywhere", () => {
  const { editor } = desk()
  Object.assign(editor.desk, { classes: [] })
  command("keypoint").run(editor, "D")
  expect([editor.state.tool, editor.state.notice?.text]).toEqual(["select", "This project has no Keypoint class yet"])
})
