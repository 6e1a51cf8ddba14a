/** The page is read in the language that a person chose, else in the browser's. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { chooseLanguage, preferredLanguage, speak } from "./language"
import { clipCount, count, dayOf, percent, since } from "./words"

const html = { lang: "" }
const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal("document", { documentElement: html })
  vi.stubGlobal("navigator", { languages: ["fr-FR", "de-AT", "en-US"] })
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })
})
afterEach(async () => {
  await speak("en")
  vi.unstubAllGlobals()
})

test("the first language of the browser that there is, unless a person chose one", () => {
  expect(preferredLanguage()).toBe("de")
  chooseLanguage("en")
  expect(preferredLanguage()).toBe("en")
  vi.stubGlobal("navigator", { languages: ["fr-FR"] })
  kept.clear()
  expect(preferredLanguage()).toBe("en")
})

test("numbers, days and plurals follow the language", async () => {
  const now = Date.parse("2026-11-21T12:00:00Z")
  expect([clipCount(1), clipCount(12_480), percent(0.941)]).toEqual(["1 clip", "12,480 clips", "94.1 %"])
  await speak("de")
  expect([clipCount(1), clipCount(12_480), percent(0.941)]).toEqual(["1 Clip", "12.480 Clips", "94,1 %"])
  expect([count(12_480), dayOf("2026-11-21T12:00:00Z"), since("2026-11-21T11:55:00Z", now)]).toEqual(["12.480", "21. Nov. 2026", "vor 5 min"])
  expect(html.lang).toBe("de")
})
