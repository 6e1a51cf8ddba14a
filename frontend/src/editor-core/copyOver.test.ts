import { expect, test } from "vitest"
import { copyOver, type Other } from "./copyOver"
import { ATTACK, box, CLIP, PLAYER, record, REPLAY, track } from "./testing"
import type { Annotation } from "./types"

const CLASSES = [ATTACK, REPLAY, PLAYER]

function other(annotations: readonly Annotation[], what: Partial<Other> = {}): Other {
  return { name: "the one before", frames: CLIP.frames, width: CLIP.width, height: CLIP.height, annotations, ...what }
}

const whole = (id: string, frames: number, what: Partial<Annotation> = {}) => record(id, { spans: [[0, frames]], ...what })

test("tags of the whole clip fit any clip; spans and shapes only one of their length and size", () => {
  const said = [whole("all", 250), record("part", { class_id: REPLAY.id, spans: [[5, 9]] }), track("box", { 0: box(1) })]

  const { changes, left } = copyOver(other(said, { frames: 250 }), new Map(), CLIP, CLASSES, false)

  expect(changes).toMatchObject([{ added: { class_id: ATTACK.id, spans: [[0, CLIP.frames]] } }])
  expect(left).toBe(2)
})

test("in a clip of the same length and size everything is said again, as new labels of the person", () => {
  const said = [record("part", { spans: [[5, 9]], author: { id: 4, name: "Ben" } }), track("box", { 3: box(1) })]

  const { changes, left } = copyOver(other(said), new Map(), CLIP, CLASSES, false)

  expect(left).toBe(0)
  expect(changes).toMatchObject([{ added: { spans: [[5, 9]], version: 0, author: null } }, { added: { keyframes: { 3: box(1) } } }])
  expect(changes.map((change) => "added" in change && change.added.id)).not.toContain("part")
})

test("shapes stay behind where the pictures are not of one size", () => {
  const { changes, left } = copyOver(other([track("box", { 3: box(1) })], { width: 320 }), new Map(), CLIP, CLASSES, false)

  expect([changes, left]).toEqual([[], 1])
})

test("what is there already is not said twice, and a single class takes the place of the other", () => {
  const there = new Map([whole("mine", CLIP.frames), record("part", { spans: [[5, 9]] })].map((one) => [one.id, one]))
  const said = [whole("all", CLIP.frames), record("theirs", { spans: [[5, 9]] })]
  expect(copyOver(other(said), there, CLIP, CLASSES, false).changes).toEqual([])

  const replay = whole("replay", CLIP.frames, { class_id: REPLAY.id })
  const single = copyOver(other([replay]), new Map([["mine", whole("mine", CLIP.frames)]]), CLIP, CLASSES, true)
  expect(single.changes).toMatchObject([{ removed: { id: "mine" } }, { added: { class_id: REPLAY.id } }])
})

test("guesses, what does not hold, and classes out of use stay behind", () => {
  const said = [
    whole("guess", CLIP.frames, { source: "model" }),
    whole("not", CLIP.frames, { negative: true }),
    whole("old", CLIP.frames, { class_id: REPLAY.id }),
  ]

  expect(copyOver(other(said), new Map(), CLIP, [ATTACK, { ...REPLAY, archived: true }], false).changes).toEqual([])
})

test("who is one there is one here, and none of those that the clip has already", () => {
  const said = [track("left", { 3: box(1) }, { instance: 1 }), track("right", { 5: box(2) }, { instance: 1 }), track("other", { 9: box(3) }, { instance: 2 }), track("none", { 7: box(4) })]
  const numbers = (view: ReadonlyMap<string, Annotation>) =>
    copyOver(other(said), view, CLIP, CLASSES, false).changes.map((change) => ("added" in change ? change.added.instance : undefined))

  expect(numbers(new Map())).toEqual([1, 1, 2, null])
  const mine = track("mine", { 0: box(9) }, { instance: 2 })
  const [first, second, third, fourth] = numbers(new Map([["mine", mine]]))
  expect([first === second, first === third, fourth]).toEqual([true, false, null])
  expect([first, third]).not.toContain(2)
})
