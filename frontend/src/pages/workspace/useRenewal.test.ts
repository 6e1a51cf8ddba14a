/** The addresses of a clip are asked for anew in time, and not all the time. */
import { describe, expect, test } from "vitest"
import { waitOf } from "./useRenewal"

describe("[R08] asking for addresses anew", () => {
  const item = (expires_at: string) => ({ media: { expires_at } }) as Parameters<typeof waitOf>[0]
  test("half an hour before the addresses end", () => {
    const now = Date.parse("2026-11-21T10:00:00Z")
    expect(waitOf(item("2026-11-21T15:00:00Z"), now)).toBe(4.5 * 3_600_000)
  })
  test("never more than once a minute, whatever the clock says", () => {
    expect(waitOf(item("2026-11-21T15:00:00Z"), Date.parse("2031-01-01T00:00:00Z"))).toBe(60_000)
  })
  test("not at all where there is nothing to see", () => {
    expect(waitOf(undefined, 0)).toBe(false)
  })
})
