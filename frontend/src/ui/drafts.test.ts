/** Nothing that was typed is lost, and nobody finds what another wrote. */
import { afterEach, describe, expect, test, vi } from "vitest"
import { Drafts } from "./drafts"

function browser(): Map<string, string> {
  const kept = new Map<string, string>()
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
  return kept
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe("what was typed", () => {
  test("is there after a reload, each in its place and for its person", () => {
    browser()
    const before = new Drafts()
    before.write("1|comment 7", "too early")
    before.write("1|comment 8", "fine")
    const after = new Drafts()
    expect([after.read("1|comment 7"), after.read("1|comment 8"), after.read("2|comment 7")]).toEqual(["too early", "fine", ""])
  })

  test("goes once it was sent, unless more was typed meanwhile", () => {
    const kept = browser()
    const drafts = new Drafts()
    drafts.write("1|comment 7", "too early")
    drafts.write("1|comment 7", "too early by two")
    drafts.sent("1|comment 7", "too early")
    expect(drafts.read("1|comment 7")).toBe("too early by two")
    drafts.sent("1|comment 7", "too early by two")
    expect([drafts.read("1|comment 7"), kept.size]).toEqual(["", 0])
  })

  test("stays on the page where the browser keeps nothing", () => {
    const full = () => {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError")
    }
    vi.stubGlobal("localStorage", { getItem: full, setItem: full, removeItem: full })
    const drafts = new Drafts()
    const told = vi.fn()
    drafts.subscribe(told)
    drafts.write("1|comment 7", "too early")
    expect([drafts.read("1|comment 7"), told.mock.calls.length]).toEqual(["too early", 1])
  })
})
