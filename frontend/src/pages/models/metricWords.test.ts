import { expect, test } from "vitest"
import type { Metrics, Model } from "../../api/learningTypes"
import { accuracyGain, points, score, sliceKind, sliceValue, withinWords } from "./metricWords"

const model = (id: number, accuracy: number, parent_id: number | null) =>
  ({ id, name: `Model ${id}`, parent_id, metrics: { accuracy } as Metrics }) as Model

test("a model is compared with the one it followed", () => {
  const models = [model(1, 0.9, null), model(2, 0.932, 1), model(3, 0.88, 1)]

  expect(models.map((each) => accuracyGain(each, models))).toEqual(["", " · +3.2 on Model 1", " · −2.0 on Model 1"])
})

test("what cannot be said is n/a, never zero", () => {
  expect([score(null), score(0), score(0.9642)]).toEqual(["n/a", "0.0", "96.4"])
})

test("the interval is told as plus and minus where it is even, else by its ends", () => {
  const told = (accuracy: number, low: number, high: number) => withinWords({ accuracy, accuracy_interval: [low, high] } as Metrics)

  expect([told(0.93, 0.9, 0.96), told(1, 0.207, 1), told(0.5, 0.5, 0.5)]).toEqual(["± 3.0", "21–100 %", ""])
})

test("lengths are told in seconds, other parts as they are", () => {
  expect([sliceValue("length", "-2"), sliceValue("length", "2-5"), sliceValue("length", "60-"), sliceValue("folder", "a-b")]).toEqual([
    "under 2 s",
    "2 to 5 s",
    "60 s and longer",
    "a-b",
  ])
})

test("a property gives its own name to its parts", () => {
  expect([sliceKind("folder"), sliceKind("property:Light")]).toEqual(["Folder", "Light"])
})

test("a difference has its sign", () => {
  expect([points(0.018), points(-0.2), points(0)]).toEqual(["+1.8", "−20.0", "+0.0"])
})
