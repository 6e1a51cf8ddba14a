import { i18n } from "@lingui/core"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Job } from "../api/types"
import { jobState } from "./jobWords"

const NOON = new Date("2026-03-04T12:00:00")

beforeEach(() => {
  i18n.loadAndActivate({ locale: "en", messages: {} })
  vi.useFakeTimers({ now: NOON })
})
afterEach(() => vi.useRealTimers())

function waiting(notBefore: Date | null, position: number | null): Job {
  return { state: "queued", queue_position: position, not_before: notBefore?.toISOString() ?? null } as Job
}

function after(hours: number): Date {
  return new Date(NOON.getTime() + hours * 3_600_000)
}

test("what waits for its time says when, with the day where that is another", () => {
  expect(jobState(waiting(after(2), null))).toBe("Starts 02:00 PM")
  expect(jobState(waiting(after(20), null))).toBe("Starts Mar 5, 08:00 AM")
})

test("[F14] what waits for others says its place, also when its time has come", () => {
  expect(jobState(waiting(null, 2))).toBe("Waiting, number 2")
  expect(jobState(waiting(after(-1), 1))).toBe("Waiting, number 1")
})
