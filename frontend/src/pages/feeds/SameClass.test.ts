/** Whether two clips are of one class is said with how far that can be believed. */
import { expect, test } from "vitest"
import { percent } from "../../ui/words"
import { sentence } from "./SameClass"

const VERDICT = { similarity: 0.9, same: true, threshold: 0.7, accuracy: 0.84, low: 0.6, high: 0.95, recordings: 12 }

test("an answer says how often such answers were right", () => {
  expect(sentence(VERDICT)).toBe(`Likely the same class. Such answers were right ${percent(0.84)} of the time (${percent(0.6)}–${percent(0.95)}, 12 recordings).`)
  expect(sentence({ ...VERDICT, same: false })).toContain("Likely another class.")
})

test("with too few labels nothing is guessed", () => {
  const none = { same: null, threshold: null, accuracy: null, low: null, high: null, recordings: 0 }
  expect(sentence({ ...VERDICT, ...none })).toContain("Too few labels to tell")
})
