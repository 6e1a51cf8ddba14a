import { expect, test } from "vitest"
import type { Savings } from "../../api/qualityTypes"
import { savedWords } from "./savings"

const MEASURED: Savings = { audited: 60, needed: 40, labels: 300, refused: "", random: 45, accuracy: 0.8, chosen: 30, low: 20.4, high: 39.6 }

test.each([
  [{}, "95 %: 20 to 40"],
  [{ high: 45 }, "95 %: 20 to 45 · may be luck"],
  [{ high: null }, "95 %: 20 to more than 300 · may be luck"],
  [{ low: 50, high: null }, "95 %: 50 to more than 300 · it cost labels"],
  [{ low: null, high: null, chosen: null }, "95 %: more than 300"],
])("says between what it lies, and whether that may be luck: %j", (change, words) => {
  expect(savedWords({ ...MEASURED, ...change })).toBe(words)
})
