/** Copies, joins, conversions. */
import { describe, expect, test } from "vitest"
import { CONVERSIONS } from "../convert"
import { becomeFrom } from "../joining"
import { missing, setValue, valueAt } from "../properties"
import { outlineOf } from "../shapes/trace"
import { box, desk, GEOMETRIES, PLAYER, SHAPE_CLASSES, showFrame, track } from "../testing"
import type { Annotation, MaskGeometry, Property, ShapeKind } from "../types"
import { convert } from "./arrange"
import { command } from "./registry"

type Desk = ReturnType<typeof desk>["editor"]

const press = (editor: Desk, id: string) => command(id).run(editor, command(id).keys[0] ?? "")
const classIdOf = (kind: ShapeKind) => SHAPE_CLASSES.find((one) => one.kind === kind)?.id ?? 0
const shown = (kind: ShapeKind, what: Partial<Annotation> = {}) =>
  track(kind, { 0: GEOMETRIES[kind], 30: GEOMETRIES[kind] }, { kind, class_id: classIdOf(kind), ...what })
const newest = (editor: Desk) => [...editor.store.view.values()].at(-1)

describe("copies", () => {
  test("what is copied is pasted at the playhead, as a track of its own", () => {
    const { editor } = desk([track("a", { 0: box(0), 10: box(100) })], 5)
    editor.set({ selected: "a" })
    press(editor, "copy")
    showFrame(editor, 40)
    press(editor, "paste")
    expect(newest(editor)).toMatchObject({ spans: [[40, 100]], keyframes: { 40: box(50) } })
    expect(editor.state.selected).toBe(newest(editor)?.id)
  })
  test("a duplicate lies beside, at all its keyframes", () => {
    const { editor } = desk([track("a", { 0: box(0), 10: box(100) }, { instance: 3 })])
    editor.set({ selected: "a" })
    press(editor, "duplicate")
    expect(newest(editor)).toMatchObject({ instance: null, keyframes: { 0: box(10, 20), 10: box(110, 20) } })
  })
  test("the shape of this frame goes onto the next keyframe", () => {
    const { editor } = desk([track("a", { 0: box(0), 10: box(100) })], 0)
    editor.set({ selected: "a" })
    press(editor, "copy-on")
    expect(editor.store.view.get("a")?.keyframes[10]).toEqual(box(0))
  })
})

describe("[P22] [P23] tracks", () => {
  test("two tracks of a class become one that shows what both showed", () => {
    const { editor } = desk([
      track("a", { 0: box(0), 50: box(100) }, { spans: [[0, 20]] }),
      track("b", { 40: box(300) }, { spans: [[30, 60]] }),
    ])
    editor.set({ selected: "a" })
    press(editor, "merge")
    expect([...editor.store.view.values()]).toMatchObject([
      { id: "a", spans: [[0, 20], [30, 60]], keyframes: { 0: box(0), 19: box(38), 30: box(300), 40: box(300) } },
    ])
  })
  test("from a frame on a track is of another class, and the same instance", () => {
    const { editor } = desk([track("a", { 0: box(0) }, { instance: 1 }), track("b", { 0: box(50) })])
    const other = { ...PLAYER, id: 99 }
    const before = editor.store.view.get("b")
    if (!before) throw new Error("There is no b")
    editor.change("Become", becomeFrom(editor.store.view, before, 12, other))
    expect(editor.store.view.get("b")).toMatchObject({ class_id: PLAYER.id, spans: [[0, 12]], instance: 2 })
    expect(newest(editor)).toMatchObject({ class_id: 99, spans: [[12, 100]], instance: 2, keyframes: { 12: box(50) } })
  })
  test("a number that is given out is nobody's yet, and one that is free again is given out first", () => {
    const { editor } = desk([track("a", { 0: box(0) }), track("b", { 0: box(50) }), track("c", { 0: box(90) })])
    const number = (id: string) => {
      editor.set({ selected: id })
      press(editor, "number")
      return editor.store.view.get(id)?.instance
    }
    expect([number("a"), number("b"), number("c")]).toEqual([1, 2, 3])
    editor.set({ selected: "b" })
    press(editor, "ungroup")
    expect(editor.store.view.get("b")?.instance).toBeNull()
    expect(number("b")).toBe(2)
  })
  test("a split of what was imported adds what a person may add", () => {
    const { editor } = desk([track("a", { 0: box(0) }, { source: "import" })], 10)
    editor.set({ selected: "a" })
    press(editor, "split")
    expect(newest(editor)).toMatchObject({ source: "human", spans: [[10, 100]] })
  })
})

describe("[P18] conversions", () => {
  test.each(CONVERSIONS.map(({ from, to }) => [from, to] as const))("%s to %s, at each keyframe", (from, to) => {
    const { editor } = desk([shown(from)])
    editor.set({ selected: from })
    const labelClass = SHAPE_CLASSES.find(({ kind }) => kind === to)
    if (labelClass) convert(editor, labelClass)
    const [made] = editor.store.view.values()
    expect(made).toMatchObject({ kind: to, class_id: labelClass?.id, spans: [[0, 100]] })
    expect(Object.keys(made?.keyframes ?? {})).toEqual(["0", "30"])
  })
  test("a mask's outline goes around its pixels, and around its hole", () => {
    const ring: MaskGeometry = { x: 10, y: 20, width: 3, height: 3, runs: [0, 4, 1, 4] }
    expect(outlineOf(ring, 0)).toEqual([
      [[10, 20], [13, 20], [13, 23], [10, 23]],
      expect.arrayContaining([[11, 21], [12, 21], [12, 22], [11, 22]]),
    ])
  })
})

describe("[P21] properties", () => {
  const light: Property = { id: "light", name: "Light", kind: "choice", options: ["off", "brake"], required: true, per_frame: true }

  test("a value holds from its frame on", () => {
    const { editor } = desk([track("a", { 0: box(0) })])
    const put = (frame: number, value: string) => {
      const record = editor.store.view.get("a")
      if (record) editor.change("Set", [setValue(record, light, frame, value)])
    }
    put(0, "off")
    put(12, "brake")
    const steps = editor.store.view.get("a")?.steps ?? {}
    expect([valueAt(steps, "light", 11), valueAt(steps, "light", 12)]).toEqual(["off", "brake"])
    expect(missing(steps, [[0, 100]], [light])).toEqual([])
    expect(missing({ 12: { light: "brake" } }, [[5, 100]], [light])).toEqual([{ property: light, frame: 5 }])
    expect(missing({ 0: { light: "off" }, 12: { light: null } }, [[5, 12]], [light])).toEqual([])
    expect(missing({ 0: { light: "off" }, 12: { light: null } }, [[5, 13]], [light])).toEqual([{ property: light, frame: 12 }])
  })
})
