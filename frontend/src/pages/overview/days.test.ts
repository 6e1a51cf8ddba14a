import { expect, test } from "vitest"
import { daysLeft, filled } from "./days"

const TODAY = new Date("2026-03-02T10:00:00Z")

test("days on which nothing was done are there, as zero", () => {
  expect(filled([{ day: "2026-02-28", count: 4 }], TODAY, 4)).toEqual([
    { day: "2026-02-27", count: 0 },
    { day: "2026-02-28", count: 4 },
    { day: "2026-03-01", count: 0 },
    { day: "2026-03-02", count: 0 },
  ])
})

test("the rest is counted in days of work, not in days off", () => {
  expect(daysLeft(filled([{ day: "2026-02-28", count: 10 }, { day: "2026-03-02", count: 30 }], TODAY, 30), 90)).toBe(5)
})

test("before anything was done nobody knows, and nothing left needs no days", () => {
  expect(daysLeft(filled([], TODAY, 30), 90)).toBeNull()
  expect(daysLeft([{ day: "2026-03-02", count: 5 }], 0)).toBeNull()
})
