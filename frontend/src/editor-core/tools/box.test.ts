/** Boxes are drawn, moved, resized and hidden, in pixels inside the frame. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { command } from "../commands/registry"
import { boxAt, sorted } from "../interpolate"
import { box, CLIP, desk, showFrame, track } from "../testing"
import { BOX } from "./box"
import { drawn, HANDLES, moved, type Point, resized } from "./geometry"
import { SELECT } from "./select"

type Desk = ReturnType<typeof desk>["editor"]

function drag(editor: Desk, tool: typeof BOX, from: Point, to: Point): void {
  const gesture = tool.press(editor, from, 4)
  if (gesture && editor.change(gesture.label, gesture.changes(to))) gesture.done?.()
}

const point = fc.record({ x: fc.double({ min: -900, max: 1500, noNaN: true }), y: fc.double({ min: -900, max: 1500, noNaN: true }) })
const inside = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
  x >= 0 && y >= 0 && x + width <= CLIP.width + 0.01 && y + height <= CLIP.height + 0.01 && width >= 4 && height >= 4

describe("[P16] the box tool", () => {
  test("a drag draws a track from this frame to the end of the clip", () => {
    const { editor, sent } = desk([], 7)
    drag(editor, BOX, { x: 100, y: 50 }, { x: 180, y: 120 })
    const [made] = editor.store.view.values()
    expect(made).toMatchObject({ spans: [[7, 100]], keyframes: { 7: { x: 100, y: 50, width: 80, height: 70 } } })
    expect(editor.state.selected).toBe(made?.id)
    expect(sent()).toHaveLength(1)
  })
  test("less than 4 pixels is no box", () => {
    const { editor, sent } = desk()
    drag(editor, BOX, { x: 100, y: 50 }, { x: 103.9, y: 120 })
    expect(sent()).toHaveLength(0)
  })
  test("whatever is dragged wherever, the box stays inside the frame and at least 4 pixels", () => {
    fc.assert(
      fc.property(point, point, fc.constantFrom(...HANDLES), (from, to, handle) => {
        const made = drawn(from, to, CLIP)
        if (!made) return
        expect(inside(made)).toBe(true)
        expect(inside(moved(made, from, to, CLIP))).toBe(true)
        expect(inside(resized(made, handle, to.x, to.y, CLIP))).toBe(true)
      }),
    )
  })
  test("handles move their own edges only", () => {
    const start = { x: 100, y: 100, width: 50, height: 40 }
    const by = Object.fromEntries(HANDLES.map((handle) => [handle.name, resized(start, handle, 10, 5, CLIP)]))
    expect(by.e).toEqual({ x: 100, y: 100, width: 60, height: 40 })
    expect(by.nw).toEqual({ x: 110, y: 105, width: 40, height: 35 })
    expect(by.s).toEqual({ x: 100, y: 100, width: 50, height: 45 })
  })
})

describe("[P13] keyframes", () => {
  test("editing a box on frame 7 writes a keyframe at 7; deleting it restores the interpolated box", () => {
    const { editor } = desk([track("a", { 0: box(0), 10: box(100) })], 7)
    editor.set({ selected: "a" })
    drag(editor, SELECT, { x: 90, y: 20 }, { x: 95, y: 60 })
    expect(editor.store.view.get("a")?.keyframes[7]).toMatchObject({ x: 75, y: 50 })
    editor.set({ keyframe: 7 })
    command("delete").run(editor, "Delete")
    const keyframes = editor.store.view.get("a")?.keyframes ?? {}
    expect(Object.keys(keyframes)).toEqual(["0", "10"])
    expect(boxAt(sorted(keyframes), 7)).toMatchObject({ x: 70, y: 10 })
  })
  test("Shift+K adds the box that is shown as a keyframe, and takes it away again", () => {
    const { editor } = desk([track("a", { 0: box(0), 10: box(100) })], 5)
    editor.set({ selected: "a" })
    command("keyframe").run(editor, "Shift+K")
    expect(editor.store.view.get("a")?.keyframes[5]).toEqual(box(50))
    command("keyframe").run(editor, "Shift+K")
    expect(editor.store.view.get("a")?.keyframes[5]).toBeUndefined()
  })
  test("the last keyframe stays", () => {
    const { editor, sent } = desk([track("a", { 0: box(0) })], 0)
    editor.set({ selected: "a" })
    command("keyframe").run(editor, "Shift+K")
    expect(sent()).toHaveLength(0)
  })
})

describe("[P16] hiding", () => {
  test("H hides from here on, H again shows from there on: a gap between", () => {
    const { editor } = desk([track("a", { 0: box(0) })], 20)
    editor.set({ selected: "a" })
    command("hide").run(editor, "H")
    expect(editor.store.view.get("a")?.spans).toEqual([[0, 20]])
    showFrame(editor, 40)
    expect(editor.boxesAt(40)).toHaveLength(0)
    command("hide").run(editor, "H")
    expect(editor.store.view.get("a")?.spans).toEqual([
      [0, 20],
      [40, 100],
    ])
  })
})
