/** Ids that nobody else has. */
import { expect, test } from "vitest"
import { newId } from "./ids"

test("are random UUIDs, each another", () => {
  const made = Array.from({ length: 1000 }, newId)
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(made).size).toBe(1000)
  for (const at of [0, 9, 15, 19, 24, 35]) expect(new Set(made.map((id) => id.charAt(at))).size).toBeGreaterThan(3)
})
