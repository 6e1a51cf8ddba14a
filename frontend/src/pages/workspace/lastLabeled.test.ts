/** A browser that is full is no reason to stop. */
import { afterEach, expect, test, vi } from "vitest"
import { remember } from "../../ui/preferences"
import { rememberLabeled } from "./lastLabeled"

afterEach(() => vi.unstubAllGlobals())

test("what cannot be remembered is forgotten, and whoever asked goes on", () => {
  const setItem = vi.fn(() => {
    throw new DOMException("Full", "QuotaExceededError")
  })
  vi.stubGlobal("localStorage", { getItem: () => null, setItem })
  expect(() => remember("theme", "dark")).not.toThrow()
  expect(() => rememberLabeled(1, 7)).not.toThrow()
  expect(setItem).toHaveBeenCalledTimes(2)
})
