/** PgUp and PgDn follow the filter as it was when it was entered. */
import { expect, test, vi } from "vitest"
import { type Keeper, type Listed, Walk } from "./walk"

/** A list of clips in pages of three. */
class List implements Listed {
  readonly asked: string[] = []

  constructor(public ids: readonly number[]) {}

  page = (cursor: string) => {
    this.asked.push(cursor)
    const from = Number(cursor)
    const next = from + 3 < this.ids.length ? String(from + 3) : null
    return Promise.resolve({ ids: this.ids.slice(from, from + 3), next })
  }

  count = () => Promise.resolve(this.ids.length)
}

function shelf(): Keeper {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

async function at(list: List, item: number, keeper: Keeper | null = null, of = "all"): Promise<Walk> {
  const walk = new Walk(list, of, keeper)
  await walk.visit(item)
  return walk
}

test("a clip that leaves the filter stays on the way", async () => {
  const list = new List([11, 12, 13])
  const walk = await at(list, 11)
  expect(walk.position).toEqual({ at: 1, of: 3 })
  list.ids = [12, 13]
  expect(await walk.next()).toBe(12)
  await walk.visit(12)
  expect([walk.position, walk.following, await walk.previous()]).toEqual([{ at: 2, of: 3 }, 13, 11])
})

test("it goes on beyond the first page, and ends where the list ends", async () => {
  const list = new List([11, 12, 13, 14, 15, 16, 17])
  const walk = await at(list, 13)
  const seen = [13]
  for (let item = await walk.next(); item !== null; item = await walk.next()) {
    await walk.visit(item)
    seen.push(item)
  }
  expect(seen).toEqual([13, 14, 15, 16, 17])
  expect(list.asked).toEqual(["", "3", "6"])
  expect(walk.position).toEqual({ at: 7, of: 7 })
})

test("who begins beyond the first page is found there, once that matters", async () => {
  const list = new List([11, 12, 13, 14, 15, 16, 17])
  const walk = await at(list, 15)
  expect([walk.position, list.asked]).toEqual([null, [""]])
  expect(await walk.previous()).toBe(14)
  expect(walk.position).toEqual({ at: 5, of: 7 })
  expect(await walk.next()).toBe(16)
})

test("a clip beside the way lies between the one that was left and the next", async () => {
  const list = new List([11, 12, 13])
  const walk = await at(list, 12)
  await walk.visit(90)
  expect([walk.position, await walk.previous(), await walk.next()]).toEqual([null, 12, 13])
})

test("who never was on the way begins it", async () => {
  const walk = await at(new List([11, 12]), 90)
  expect([await walk.previous(), await walk.next()]).toEqual([null, 11])
})

test("a page that is loaded anew goes on with its way; one that is entered elsewhere begins another", async () => {
  const [list, keeper] = [new List([11, 12, 13]), shelf()]
  await (await at(list, 12, keeper)).visit(13)
  list.ids = [11]
  expect((await at(list, 13, keeper)).position).toEqual({ at: 3, of: 3 })
  expect((await at(list, 13, keeper, "another filter")).position).toBeNull()
  expect((await at(list, 11, keeper)).position).toEqual({ at: 1, of: 1 })
})

test("where the list could not be read it is read when it is asked for", async () => {
  const list = new List([11, 12])
  const page = vi.spyOn(list, "page").mockRejectedValueOnce(new Error("Nobody answers"))
  const walk = new Walk(list, "all", null)
  await expect(walk.visit(11)).rejects.toThrow("Nobody answers")
  expect([await walk.next(), page.mock.calls.length]).toEqual([12, 2])
})

test("how many there are is asked again on the next clip where nobody answered", async () => {
  const list = new List([11, 12, 13, 14])
  vi.spyOn(list, "count").mockRejectedValueOnce(new Error("Nobody answers"))
  const walk = new Walk(list, "all", null)
  await expect(walk.visit(11)).rejects.toThrow("Nobody answers")
  await walk.visit(12)
  expect([walk.position, list.asked]).toEqual([{ at: 2, of: 4 }, [""]])
})
