import { expect, test } from "vitest"
import { apply } from "../../editor-core/edits"
import { skipped } from "../../editor-core/skips"
import type { Annotation, LabelClass } from "../../editor-core/types"
import { differencesOf, overlapAt, undoOf, skipDifference } from "./differences"

const CLASSES: LabelClass[] = [
  { id: 1, name: "Open play", kind: "tag", color: 8, hotkey: 1, archived: false, properties: [], skeleton: null },
  { id: 2, name: "Player", kind: "box", color: 1, hotkey: 2, archived: false, properties: [], skeleton: null },
]

function record(id: string, change: Partial<Annotation> = {}): Annotation {
  const base = { class_id: 1, kind: "tag", spans: [[0, 100]], keyframes: {}, steps: {}, occluded: [], instance: null } as const
  const rest = { z: 0, text: "", source: "human", model_id: null, confidence: null, negative: false, version: 3, author: null } as const
  return { id, ...base, ...rest, ...change }
}

const box = (x: number) => ({ x, y: 0, width: 10, height: 10 })
const words = (before: Annotation[], after: Annotation[]) =>
  differencesOf(before, after, CLASSES).map(({ sign, title, detail, frame }) => ({ sign, title, detail, frame }))

test("what stayed as it was is no difference, whatever its version", () => {
  expect(words([record("a")], [record("a", { version: 9 })])).toEqual([])
})

test("an end that moved is told by its frames", () => {
  expect(words([record("a", { spans: [[50, 312]] })], [record("a", { spans: [[50, 326]] })])).toEqual([
    { sign: "~", title: "Open play ends later", detail: "f 312 → f 326 · +14 frames", frame: 312 },
  ])
})

test("what was added and removed is listed by frame", () => {
  const gone = record("gone", { source: "model", confidence: 0.66, spans: [[402, 455]] })
  expect(words([gone], [record("new", { spans: [[96, 141]] })])).toEqual([
    { sign: "+", title: "Open play added", detail: "f 96 – f 141", frame: 96 },
    { sign: "−", title: "Model label removed", detail: "Open play · f 402 – f 455 · model said 0.66", frame: 402 },
  ])
})

test("a model's label that was accepted or rejected says so", () => {
  const guess = record("g", { source: "model", confidence: 0.93 })
  const [accepted] = words([guess], [{ ...guess, source: "human" }])
  const [rejected] = words([guess], [{ ...guess, source: "human", negative: true }])
  expect([accepted?.title, rejected?.title]).toEqual(["Open play accepted", "Open play rejected"])
})

test("moved keyframes are counted, with how much the boxes overlap", () => {
  const before = record("b", { class_id: 2, kind: "box", instance: 2, keyframes: { "0": box(0), "50": box(50) } })
  const after = { ...before, keyframes: { "0": box(5), "50": box(50) } }
  expect(words([before], [after])).toEqual([{ sign: "~", title: "Player 2, 1 keyframe", detail: "f 0 · overlap 0.33", frame: 0 }])
  expect(overlapAt(before, after, 50)).toBe(1)
})

test.each([
  ["added", [], [record("a")]],
  ["changed", [record("a")], [record("a", { spans: [[0, 50]], version: 4 })]],
  ["removed", [record("a")], []],
])("taking back what was %s leads to what was before", (_, before, after) => {
  const [difference] = differencesOf(before, after, CLASSES)
  if (!difference) throw new Error("There is one difference")
  const { change } = undoOf(difference)

  const restored = [...apply(new Map(after.map((each) => [each.id, each])), [change]).values()]
  expect(differencesOf(before, restored, CLASSES)).toEqual([])
})

test("bringing back what was removed builds on the version that the removal left", () => {
  const [difference] = differencesOf([record("a", { version: 3 })], [], CLASSES)
  expect(difference && undoOf(difference).base).toEqual({ a: 4 })
})

test("a change of a property is one that a reviewer sees, and can take back", () => {
  const before = record("a", { steps: { "0": { color: "red" } } })
  const [difference] = differencesOf([before], [{ ...before, steps: { "0": { color: "blue" } } }], CLASSES)
  if (!difference) throw new Error("There is one difference")

  expect(difference.title).toBe("Open play: details changed")
  expect(undoOf(difference).change).toMatchObject({ updated: { to: { steps: { "0": { color: "red" } } } } })
})

test.each([
  { before: [], after: [[10, 20]], sign: "+", frame: 10 },
  { before: [[10, 20]], after: [[10, 20], [30, 40]], sign: "~", frame: 30 },
  { before: [[10, 20]], after: [], sign: "−", frame: 10 },
] as const)("frames that are left out are a change like labels: $sign", ({ before, after, sign, frame }) => {
  const [difference] = skipDifference(before, after)
  if (!difference) throw new Error("There is one difference")

  expect([difference.sign, difference.frame]).toEqual([sign, frame])
  expect(skipped(after, [undoOf(difference).change])).toEqual(before)
  expect(skipDifference(after, after)).toEqual([])
})
