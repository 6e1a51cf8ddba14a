/** Boxes are drawn, moved, resized, turned and hidden, in pixels inside the frame. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { command } from "../commands/registry"
import { shapeAt, sorted } from "../interpolate"
import { BOX, drawnBox } from "../shapes/box"
import { SIDES } from "../shapes/frame"
import { shifted } from "../shapes/registry"
import type { Point } from "../shapes/shape"
import { box, CLIP, desk, showFrame, track } from "../testing"
import type { BoxGeometry } from "../types"
import type { ToolId } from "../viewState"
import * as hand from "./hand"

type Desk = ReturnType<typeof desk>["editor"]

function drag(editor: Desk, tool: ToolId, from: Point, to: Point, free = true): void {
  editor.set({ tool })
  hand.press(editor, from, false)
  hand.move(editor, to, free)
  hand.release(editor, to, free, true)
}

const point = fc.record({ x: fc.double({ min: -900, max: 1500, noNaN: true }), y: fc.double({ min: -900, max: 1500, noNaN: true }) })
const inside = ({ x, y, width, height }: BoxGeometry) =>
  x >= 0 && y >= 0 && x + width <= CLIP.width + 0.011 && y + height <= CLIP.height + 0.011 && width >= 4 && height >= 4

describe("[P16] the box tool", () => {
  test("a drag draws a track from this frame to the end of the clip", () => {
    const { editor, sent } = desk([], 7)
    drag(editor, "box", { x: 100, y: 50 }, { x: 180, y: 120 })
    const [made] = editor.store.view.values()
    expect(made).toMatchObject({ spans: [[7, 100]], keyframes: { 7: { x: 100, y: 50, width: 80, height: 70 } } })
    expect(editor.state.selected).toBe(made?.id)
    expect(sent()).toHaveLength(1)
  })
  test("less than 4 pixels is no box", () => {
    const { editor, sent } = desk()
    drag(editor, "box", { x: 100, y: 50 }, { x: 103.9, y: 120 })
    expect(sent()).toHaveLength(0)
  })
  test("whatever is dragged wherever, the box stays inside the frame and at least 4 pixels", () => {
    fc.assert(
      fc.property(point, point, fc.constantFrom(...SIDES), (from, to, { name }) => {
        const made = drawnBox(from, to, CLIP)
        if (!made) return
        expect(inside(made)).toBe(true)
        expect(inside(shifted(made, to.x - from.x, to.y - from.y, CLIP) as BoxGeometry)).toBe(true)
        const pulled = BOX.pull(made, name, to, CLIP)
        expect(pulled.width >= 4 && pulled.height >= 4).toBe(true)
      }),
    )
  })
  test("handles move their own edges only", () => {
    const start = { x: 100, y: 100, width: 50, height: 40 }
    expect(BOX.pull(start, "e", { x: 160, y: 125 }, CLIP)).toEqual({ x: 100, y: 100, width: 60, height: 40 })
    expect(BOX.pull(start, "nw", { x: 110, y: 105 }, CLIP)).toEqual({ x: 110, y: 105, width: 40, height: 35 })
    expect(BOX.pull(start, "s", { x: 135, y: 145 }, CLIP)).toEqual({ x: 100, y: 100, width: 50, height: 45 })
  })
  test("a turned box keeps the corner across from the one that is pulled", () => {
    const start = { x: 100, y: 100, width: 60, height: 40, rotation: 30 }
    const [fixed] = BOX.corners(start)
    const [still] = BOX.corners(BOX.pull(start, "se", { x: 240, y: 220 }, CLIP))
    expect(still?.x).toBeCloseTo(fixed?.x ?? NaN, 1)
    expect(still?.y).toBeCloseTo(fixed?.y ?? NaN, 1)
  })
  test("the handle above turns it about its middle, and stops at steps of 15 degrees", () => {
    const start = { x: 100, y: 100, width: 60, height: 40 }
    const turned = BOX.pull(start, "turn", { x: 230, y: 121 }, CLIP)
    expect(turned).toEqual({ ...start, rotation: 90 })
    expect(BOX.pull(turned, "turn", { x: 130, y: 20 }, CLIP)).toEqual(start)
  })
  test("it snaps to another shape's edge, unless Alt is held", () => {
    const other = track("b", { 0: box(300) })
    for (const [free, x] of [[false, 250], [true, 253]] as const) {
      const { editor } = desk([track("a", { 0: box(100) }), other])
      editor.set({ selected: "a" })
      drag(editor, "select", { x: 125, y: 30 }, { x: 278, y: 30 }, free)
      expect(editor.store.view.get("a")?.keyframes[0]).toMatchObject({ x })
    }
  })
})

describe("[P13] keyframes", () => {
  test("editing a box on frame 7 writes a keyframe at 7; deleting it restores the interpolated box", () => {
    const { editor } = desk([track("a", { 0: box(0), 10: box(100) })], 7)
    editor.set({ selected: "a" })
    drag(editor, "select", { x: 90, y: 20 }, { x: 95, y: 60 })
    expect(editor.store.view.get("a")?.keyframes[7]).toMatchObject({ x: 75, y: 50 })
    editor.set({ keyframe: 7 })
    command("delete").run(editor, "Delete")
    const keyframes = editor.store.view.get("a")?.keyframes ?? {}
    expect(Object.keys(keyframes)).toEqual(["0", "10"])
    expect(shapeAt(sorted(keyframes), 7)).toMatchObject({ x: 70, y: 10 })
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
    expect(editor.shapesAt(40)).toHaveLength(0)
    command("hide").run(editor, "H")
    expect(editor.store.view.get("a")?.spans).toEqual([
      [0, 20],
      [40, 100],
    ])
  })
})
