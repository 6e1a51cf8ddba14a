import { expect, test, vi } from "vitest"
import { say, UNDO, undoLast } from "./toasts"
import { dayOf, since } from "./words"

test("ages read as words", () => {
  const now = Date.parse("2026-11-21T12:00:00Z")
  expect(since("2026-11-21T11:59:30Z", now)).toBe("just now")
  expect(since("2026-11-21T11:55:00Z", now)).toBe("5 min ago")
  expect(dayOf("2026-11-21T12:00:00Z")).toBe("Nov 21, 2026")
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
