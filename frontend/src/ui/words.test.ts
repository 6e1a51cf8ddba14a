import { expect, test, vi } from "vitest"
import { say, UNDO, undoLast } from "./toasts"
import { i18n } from "@lingui/core"
import { dayOf, figure, since } from "./words"

test("ages read as words", () => {
  const now = Date.parse("2026-11-21T12:00:00Z")
  expect(since("2026-11-21T11:59:30Z", now)).toBe("just now")
  expect(since("2026-11-21T11:55:00Z", now)).toBe("5 min ago")
  expect(dayOf("2026-11-21T12:00:00Z")).toBe("Nov 21, 2026")
})

test("figures at axes are in the language of the page", () => {
  expect([0.25, 1200, 1e-4].map(figure)).toEqual(["0.25", "1,200", "0.0001"])
  i18n.loadAndActivate({ locale: "de", messages: {} })
  expect([0.25, 1200].map(figure)).toEqual(["0,25", "1.200"])
  i18n.activate("en")
})

test("the last thing that can be taken back is, once", () => {
  const [first, second, other] = [vi.fn(), vi.fn(), vi.fn()]
  say("3 clips moved", { label: UNDO, run: first })
  say("2 clips deleted", { label: UNDO, run: second })
  say("A newer page is there", { label: "Reload", run: other })
  undoLast()
  undoLast()
  undoLast()
  expect([first, second, other].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0])
})
