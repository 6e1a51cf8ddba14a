/** What is left as it is comes back, and is not kept for ever. */
import "fake-indexeddb/auto"
import { expect, test } from "vitest"
import { openDatabase } from "./database"
import { draftOf, keepDraft, sweepDrafts } from "./drafts"

const days = (number: number) => Date.now() + number * 24 * 60 * 60 * 1000

test("it is kept for a month after somebody last came, then forgotten; nothing to keep leaves nothing", async () => {
  const database = await openDatabase("drafts-1")
  for (const key of ["1:7", "1:8", "1:9"]) await keepDraft(database, key, { open: { 2: 40 } })
  await keepDraft(database, "1:9", null)
  await sweepDrafts(database, days(29))
  expect(await database.getAllKeys("drafts")).toEqual(["1:7", "1:8"])
  expect(await draftOf(database, "1:7")).toEqual({ open: { 2: 40 } })
  await sweepDrafts(database, days(31))
  expect(await database.count("drafts")).toBe(0)
})

test("a browser that keeps nothing is no problem", async () => {
  await keepDraft(null, "1:7", {})
  expect(await draftOf(null, "1:7")).toBeUndefined()
})
