import { expect, test } from "vitest"
import { dueFor } from "./due"

const ANNOTATOR = { capabilities: ["view", "comment", "annotate"] }
const REVIEWER = { capabilities: [...ANNOTATOR.capabilities, "review", "export"] }
const LEAD = { capabilities: [...REVIEWER.capabilities, "upload", "train", "manage"] }
const VIEWER = { capabilities: ["view"] }

const model = (labeled: number) => ({ id: 1, number: 1, name: "Model 1", accuracy: 0.9, n: 10, labeled })
const work = (change: object = {}) => ({ stages: { dataset: 10, complete: 40 }, mine: 2, review: 0, models: [model(40)], ...change })

test("what others wait for comes first, for those who may review", () => {
  const waiting = work({ review: 3 })
  expect([LEAD, REVIEWER, ANNOTATOR].map((who) => dueFor(who, waiting, 50).to)).toEqual(["review", "review", "next"])
})

test("a lead trains once there is a quarter more to learn from", () => {
  expect([40, 45, 50].map((complete) => dueFor(LEAD, work({ stages: { dataset: 10, complete } }), 60).to)).toEqual(["next", "next", "train"])
  expect(dueFor(LEAD, work({ models: [] }), 50).to).toBe("train")
})

test("an empty project asks its lead for clips", () => {
  expect([LEAD, VIEWER].map((who) => dueFor(who, work({ stages: {} }), 0).label)).toEqual(["Upload clips", "Open data"])
})

test("who may only look is not asked to label", () => {
  expect(dueFor(VIEWER, work(), 50).to).toBe("data")
})
