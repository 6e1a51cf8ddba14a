/** Suggested shapes: shown, taken on as one step, dropped, and never in the way. */
import { describe, expect, test } from "vitest"
import { followingOf } from "./assist"
import type { Assistant } from "./suggestion"
import { command } from "./commands/registry"
import { shapeOn } from "./interpolate"
import { box, CLIP, desk, SHAPE_CLASSES, track } from "./testing"
import * as hand from "./tools/hand"

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

function assisted(assistant: Partial<Assistant>, frame = 10) {
  const { editor, sent } = desk([track("a", { 10: box(0), 40: box(90) })], frame)
  editor.assistant = { track: () => new Promise(() => undefined), outline: () => new Promise(() => undefined), ...assistant }
  editor.set({ selected: "a" })
  return { editor, sent }
}

const FOUND = { keyframes: { 20: box(50), 30: box(60) }, until: 40 }

describe("tracking to the next keyframe", () => {
  test("asks from here to the next keyframe, or for some seconds, and never out of the span", () => {
    const record = track("a", { 10: box(0), 40: box(90) }, { spans: [[0, 60]] })
    expect(followingOf(record, 12, CLIP)).toMatchObject({ first: 12, last: 40, shape: box(6), end: box(90) })
    expect(followingOf(record, 45, CLIP)).toMatchObject({ first: 45, last: 59, end: null })
    expect(followingOf(record, 59, CLIP)).toBeNull()
    expect(followingOf(record, 70, CLIP)).toBeNull()
    const held = track("a", { 0: { ...box(3), hold: true }, 30: box(9) })
    expect(followingOf(held, 0, CLIP)?.shape).toEqual(box(3))
  })

  test("is shown dashed, taken on by A as one step, and undone as one", async () => {
    const { editor, sent } = assisted({ track: () => Promise.resolve(FOUND) })
    command("track").run(editor, "Shift+T")
    await settled()
    const shown = editor.shapesAt(20).find(({ id }) => id !== "a")
    expect(shown?.source).toBe("model")
    expect(shown && shapeOn(shown, 20)).toEqual(box(50))
    expect(sent()).toEqual([])
    command("accept").run(editor, "A")
    expect(editor.shapesAt(20).map(({ id }) => id)).toEqual(["a"])
    expect(Object.keys(editor.store.view.get("a")?.keyframes ?? {})).toEqual(["10", "20", "30", "40"])
    expect(sent()).toHaveLength(1)
    editor.turn("undo")
    expect(Object.keys(editor.store.view.get("a")?.keyframes ?? {})).toEqual(["10", "40"])
  })

  test("is dropped by X, and stopped while it is on its way", async () => {
    let stopped = false
    const { editor, sent } = assisted({
      track: (_, __, stop) => {
        stop.addEventListener("abort", () => (stopped = true))
        return new Promise(() => undefined)
      },
    })
    command("track").run(editor, "Shift+T")
    await settled()
    expect(editor.state.suggestion?.record).toBeNull()
    command("reject").run(editor, "X")
    expect(stopped).toBe(true)
    expect(editor.state.suggestion).toBeNull()
    expect(sent()).toEqual([])
  })

  test("stays when news of how far it was come late", async () => {
    let late: Parameters<Assistant["track"]>[1] = () => undefined
    const track: Assistant["track"] = (_, heard) => {
      late = heard
      return Promise.resolve(FOUND)
    }
    const { editor } = assisted({ track })
    command("track").run(editor, "Shift+T")
    late(0.5)
    expect(editor.state.suggestion?.share).toBe(0.5)
    await settled()
    late(1)
    expect(editor.state.suggestion?.record).not.toBeNull()
  })

  test("says why it failed, and leaves nothing behind", async () => {
    const { editor } = assisted({ track: () => Promise.reject(new Error("The shape could not be followed")) })
    command("track").run(editor, "Shift+T")
    await settled()
    expect(editor.state.suggestion).toBeNull()
    expect(editor.state.notice?.text).toBe("The shape could not be followed")
  })

  test("keeps what was drawn while it was on its way", async () => {
    let answer: (found: typeof FOUND) => void = () => undefined
    const { editor } = assisted({ track: () => new Promise((resolve) => (answer = resolve)) })
    command("track").run(editor, "Shift+T")
    editor.change("Elsewhere", [{ updated: { id: "a", from: { keyframes: { 10: box(0), 40: box(90) } }, to: { keyframes: { 10: box(0), 40: box(90), 80: box(5) } } } }])
    answer(FOUND)
    await settled()
    command("accept").run(editor, "A")
    expect(Object.keys(editor.store.view.get("a")?.keyframes ?? {})).toEqual(["10", "20", "30", "40", "80"])
  })
})

describe("[P25] outlining by a click or a box", () => {
  const shape = { outline: [[1, 1], [50, 1], [50, 40]] } as const

  test("a click asks with a point, a drag with a box; taking it on draws a polygon", async () => {
    const asked: unknown[] = []
    const { editor } = assisted({
      outline: (pointing) => {
        asked.push(pointing)
        return Promise.resolve({ shape })
      },
    })
    command("assist").run(editor, "Shift+P")
    hand.press(editor, { x: 30, y: 20 }, false)
    hand.release(editor, { x: 30, y: 20 }, false, false)
    await settled()
    hand.press(editor, { x: 10, y: 10 }, false)
    hand.release(editor, { x: 60, y: 50 }, false, true)
    await settled()
    expect(asked).toEqual([
      { frame: 10, point: { x: 30, y: 20 } },
      { frame: 10, box: { x: 10, y: 10, width: 50, height: 40 } },
    ])
    expect(editor.store.view.size).toBe(1)
    command("accept").run(editor, "A")
    const made = [...editor.store.view.values()].find(({ kind }) => kind === "polygon")
    expect(made).toMatchObject({ source: "human", class_id: SHAPE_CLASSES.find(({ kind }) => kind === "polygon")?.id, keyframes: { 10: shape } })
    expect(editor.state.selected).toBe(made?.id)
    editor.turn("undo")
    expect(editor.store.view.size).toBe(1)
  })
})
