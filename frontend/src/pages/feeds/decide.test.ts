/** What keys on a card of a feed come to. */
import { expect, test } from "vitest"
import type { FeedCard } from "../../api/feedTypes"
import type { Item } from "../../api/types"
import { newRecord } from "../../editor-core/records"
import type { Annotation, LabelClass } from "../../editor-core/types"
import { baseOf, isProposed, nextOpen, planOf, versionsOf, wayBack } from "./decide"
import { readFeedSearch } from "./search"

const of = (id: number, archived = false): LabelClass => ({ id, name: `class ${id}`, kind: "tag", color: 1, hotkey: id, archived, properties: [], skeleton: null })
const CLASSES = [of(1), of(2), of(3, true)]

function card(more: Partial<Omit<FeedCard, "annotations">> = {}, annotations: readonly Annotation[] = []): FeedCard {
  const item = { id: 7, frames: 60, width: 320, height: 240 } as Item
  return { item, code: "positive", text: "", class_id: 1, score: 0.9, given_id: null, beside_id: null, beside: null, other: null, start: null, end: null, held: true, ...more, annotations: annotations as FeedCard["annotations"] }
}

const tag = (classId: number, more: Partial<Annotation> = {}): Annotation => ({ ...newRecord(of(classId), [[0, 60]]), version: 3, ...more })

test("accepting takes the model's label on and hands the clip on", () => {
  const guess = tag(1, { source: "model", model_id: 5, confidence: 0.9 })

  const plan = planOf("positives", card({}, [guess]), { do: "accept" }, CLASSES, true)

  expect(plan).toMatchObject({ way: "decide", said: { verdict: "is", classId: 1 }, changes: [{ updated: { id: guess.id, to: { source: "human" } } }] })
})

test("without a label of the model a person's is added", () => {
  const plan = planOf("borderline", card(), { do: "accept" }, CLASSES, true)

  expect(plan).toMatchObject({ way: "decide", changes: [{ added: { class_id: 1, source: "human", spans: [[0, 60]] } }] })
})

test("rejecting says that it is not, and the clip waits on", () => {
  const plan = planOf("positives", card(), { do: "reject" }, CLASSES, true)

  expect(plan).toMatchObject({ way: "edit", said: { verdict: "is-not", classId: 1 }, changes: [{ added: { class_id: 1, negative: true } }] })
})

test("of negatives accepting says that it is not, and rejecting that it is", () => {
  expect(planOf("negatives", card(), { do: "accept" }, CLASSES, true)).toMatchObject({ way: "edit", said: { verdict: "is-not" } })
  expect(planOf("negatives", card(), { do: "reject" }, CLASSES, true)).toMatchObject({ way: "decide", said: { verdict: "is" } })
  expect(planOf("negatives", card(), { do: "tag", classId: 2 }, CLASSES, true)).toMatchObject({ way: "decide", said: { verdict: "is", classId: 2 } })
})

test("a digit tags whatever was proposed, also where nothing was", () => {
  const blind = card({ class_id: null })

  expect(planOf("audit", blind, { do: "tag", classId: 2 }, CLASSES, true)).toMatchObject({ way: "decide", said: { classId: 2 } })
  expect(planOf("audit", blind, { do: "accept" }, CLASSES, true)).toBe("no-guess")
  expect(planOf("audit", blind, { do: "tag", classId: 3 }, CLASSES, true)).toBe("no-class")
})

test("of a likely error accepting puts the label right and rejecting finds it right", () => {
  const wrong = tag(1)
  const doubted = card({ class_id: 2, given_id: 1 }, [wrong])

  const plan = planOf("errors", doubted, { do: "accept" }, CLASSES, true)

  expect(plan).toMatchObject({ way: "edit", changes: [{ removed: { id: wrong.id } }, { added: { class_id: 2 } }] })
  expect(planOf("errors", doubted, { do: "reject" }, CLASSES, true)).toEqual({ way: "uphold", changes: [], said: { verdict: "right", classId: 1 } })
  const tooMuch = card({ class_id: null, given_id: 1 }, [wrong])
  expect(planOf("errors", tooMuch, { do: "accept" }, CLASSES, false)).toMatchObject({ way: "edit", changes: [{ removed: { id: wrong.id } }] })
})

test("of a copy accepting says what the other is, and rejecting only that it is none", () => {
  const copy = card({ code: "copy", beside_id: 3 })

  expect(planOf("copies", copy, { do: "accept" }, CLASSES, true)).toMatchObject({ way: "decide", said: { verdict: "is", classId: 1 } })
  expect(planOf("copies", copy, { do: "reject" }, CLASSES, true)).toEqual({ way: "uphold", changes: [], said: { verdict: "no-copy", classId: null } })
  expect(planOf("copies", card({ code: "copy", class_id: null }), { do: "accept" }, CLASSES, true)).toBe("no-guess")
})

test("of a stretch nothing is said but in the workspace", () => {
  const stretch = card({ code: "stretch", start: 30, end: 60 })

  expect([{ do: "accept" } as const, { do: "reject" } as const, { do: "tag", classId: 2 } as const].map((wish) => planOf("stretches", stretch, wish, CLASSES, true))).toEqual(["a-stretch", "a-stretch", "a-stretch"])
  expect(isProposed("stretches", stretch, CLASSES)).toBe(false)
})

test("a label of a part of the clip is put right in the workspace", () => {
  const part = tag(1, { spans: [[0, 20]] })

  expect(planOf("errors", card({ class_id: 2, given_id: 1 }, [part]), { do: "accept" }, CLASSES, true)).toBe("only-a-part")
})

test("the way back undoes on the versions that the server has by now", () => {
  const wrong = tag(1)
  const doubted = card({ class_id: 2, given_id: 1 }, [wrong])
  const plan = planOf("errors", doubted, { do: "accept" }, CLASSES, true)
  if (typeof plan === "string") throw new Error(plan)
  const before = versionsOf(doubted)
  const [, made] = plan.changes
  const added = made && "added" in made ? made.added : wrong

  const back = wayBack(plan.changes, before, [{ ...added, version: 1 }])

  expect(baseOf(plan.changes, before)).toEqual({ [wrong.id]: 3 })
  expect(back.base).toEqual({ [wrong.id]: 4, [added.id]: 1 })
  expect(back.changes).toMatchObject([{ removed: { id: added.id } }, { added: { id: wrong.id } }])
})

test("only what is proposed, of a class that is still one, can be accepted with the rest", () => {
  expect(isProposed("useful", card({ class_id: null }), CLASSES)).toBe(false)
  expect(isProposed("positives", card(), CLASSES)).toBe(true)
  expect(isProposed("positives", card({ class_id: 3 }), CLASSES)).toBe(false)
  expect(["useful", "borderline"].map((kind) => isProposed(kind, card(), CLASSES))).toEqual([false, false])
  expect(["errors", "against-person"].map((kind) => isProposed(kind, card({ given_id: 1 }), CLASSES))).toEqual([false, false])
})

test("the next card to decide is after this one, then from the start", () => {
  expect(nextOpen([true, false, true], 1)).toBe(2)
  expect(nextOpen([true, false, false], 1)).toBe(0)
  expect(nextOpen([false, false], 0)).toBeNull()
  expect(nextOpen([], 0)).toBeNull()
})

test("an address says what it may and no more", () => {
  expect(readFeedSearch({ class: "12", t: "0.95", of: "1,2", more: "x" })).toEqual({ class: "12", t: "0.95", of: "1,2" })
  expect(readFeedSearch({ class: "x", t: "2", of: "1;2" })).toEqual({})
})
