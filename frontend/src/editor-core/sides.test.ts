/** Two people's states of one label never read the same. */
import { describe, expect, test } from "vitest"
import { sidesOf, shownAs } from "./sides"
import { ATTACK, box, GEOMETRIES, PLAYER, record, SHAPE_CLASSES, track } from "./testing"
import type { Annotation, LabelClass } from "./types"

const DRIVE = { id: "drive", name: "Drive", kind: "choice", options: ["on", "off"], required: false, per_frame: true } as const
const CLASSES: readonly LabelClass[] = [ATTACK, { ...PLAYER, properties: [DRIVE] }, ...SHAPE_CLASSES]
const classOf = (id: number) => CLASSES.find((each) => each.id === id)
const told = (yours: Annotation | null, theirs: Annotation | null) => sidesOf({ id: "a", yours, theirs }, classOf)

const BASE = track("a", { 0: box(0), 48: box(40) }, { spans: [[0, 49]] })
const PAIRS: readonly (readonly [string, Partial<Annotation>, Partial<Annotation>])[] = [
  ["a box of the same frames and keyframes", { keyframes: { 0: box(0), 48: box(41) } }, { keyframes: { 0: box(0), 48: box(70) } }],
  ["a box turned in its place", { keyframes: { 0: { ...box(0), rotation: 0 } } }, { keyframes: { 0: { ...box(0), rotation: 180 } } }],
  ["spans past the first three", { spans: [[0, 1], [2, 3], [4, 5], [6, 7]] }, { spans: [[0, 1], [2, 3], [4, 5], [6, 9]] }],
  ["covered frames", { occluded: [[1, 5]] }, { occluded: [[1, 6]] }],
  ["a property", { steps: { 9: { drive: "on" } } }, { steps: { 9: { drive: "off" } } }],
  ["the number", { instance: 7 }, { instance: null }],
  ["the drawing order", { z: 1 }, { z: 2 }],
  ["the text", { text: "left" }, { text: "" }],
  ["a verdict", { negative: true }, { negative: false }],
  ["the class", { class_id: PLAYER.id }, { class_id: SHAPE_CLASSES[0]?.id ?? 0 }],
]

describe("the words of both sides", () => {
  test.each(PAIRS)("differ where %s differs", (_, yours, theirs) => {
    const sides = told({ ...BASE, ...yours }, { ...BASE, ...theirs })
    expect(sides.yours).not.toBe(sides.theirs)
  })

  test.each(Object.entries(GEOMETRIES))("differ where only a detail of a %s does", (kind, geometry) => {
    const detailed = JSON.parse(JSON.stringify(geometry), (_, value: unknown) => (value === 40 ? 41 : value)) as typeof geometry
    const moved = { ...geometry, hold: true }
    for (const other of [moved, ...(JSON.stringify(detailed) === JSON.stringify(geometry) ? [] : [detailed])]) {
      const sides = told(track("a", { 0: geometry }), track("a", { 0: other }))
      expect(sides.yours, kind).not.toBe(sides.theirs)
    }
  })

  test("say where to look, and what was taken away", () => {
    const sides = told({ ...BASE, keyframes: { 0: box(0), 48: box(41) } }, { ...BASE, keyframes: { 0: box(0), 48: box(70) } })
    expect(sides).toEqual({ yours: "Player, f 0–49, at f 48: 41, 10, 50 × 40", theirs: "Player, f 0–49, at f 48: 70, 10, 50 × 40", frame: 48 })
    expect(told(null, record("a"))).toEqual({ yours: "Removed", theirs: "Attack, f 10–20", frame: 10 })
  })
})

test("a side is shown as it is: the label in that state, or none", () => {
  const [yours, present] = [record("a", { z: 4 }), record("a")]
  expect(shownAs({ id: "a", yours, theirs: null }, "yours", present)).toEqual([{ added: yours }])
  expect(shownAs({ id: "a", yours, theirs: null }, "theirs", present)).toEqual([{ removed: present }])
  expect(shownAs({ id: "a", yours, theirs: null }, "theirs", undefined)).toEqual([])
})
