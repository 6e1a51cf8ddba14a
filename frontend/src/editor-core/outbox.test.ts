/** Nothing that was done is lost, and nothing is done twice. */
import "fake-indexeddb/auto"
import { describe, expect, test, vi } from "vitest"
import { type Database, openDatabase } from "./database"
import { update } from "./edits"
import { Outbox } from "./outbox"
import { box, record, track } from "./testing"
import { Server } from "./testServer"
import type { Change, Edit } from "./types"

const HERE = { project: 1, item: 7 }
let databases = 0
const fresh = () => openDatabase(`outbox-${(databases += 1)}`)
const until = (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 4000, interval: 5 })

function edit(changes: readonly Change[], base: Record<string, number> = {}): Edit {
  return { edit_id: crypto.randomUUID(), base, changes }
}

async function opened(database: Database | null, server: Server, user = 1): Promise<Outbox> {
  const outbox = new Outbox(database, user, server.send)
  await outbox.load()
  return outbox
}

describe("the way of an edit", () => {
  test("it is written down before it is sent, and taken off after the answer", async () => {
    const database = await fresh()
    const server = new Server()
    const kept: number[] = []
    const outbox = new Outbox(database, 1, async (address, sent) => {
      kept.push(await database.count("outbox"))
      return await server.send(address, sent)
    })
    await outbox.post(HERE, edit([{ added: record("a", { version: 0 }) }]), [])
    expect(kept).toEqual([1])
    expect(await database.count("outbox")).toBe(0)
    expect(outbox.status).toEqual({ kind: "saved" })
  })

  test("a browser that cannot write holds nothing back from the server", async () => {
    const database = await fresh()
    const server = new Server()
    const outbox = await opened(database, server)
    database.close()
    await outbox.post(HERE, edit([{ added: record("a", { version: 0 }) }]), [])
    expect(server.rows.has("a")).toBe(true)
    expect(outbox.status).toEqual({ kind: "saved" })
  })

  test("edits of one clip arrive in order, each on the version that the one before left", async () => {
    const server = new Server([record("a", { z: 0 })])
    const outbox = await opened(null, server)
    const edits = [1, 2, 3, 4, 5].map((z) => edit([update(record("a", { z: z - 1 }), { z })], { a: 1 }))
    await Promise.all(edits.map((each) => outbox.post(HERE, each, [])))
    await until(() => outbox.letters.length === 0)
    expect(server.received).toEqual(edits.map((each) => each.edit_id))
    expect(server.rows.get("a")).toMatchObject({ z: 5, version: 6 })
  })

  test("300 edits made offline survive a reload, and are neither lost nor doubled", async () => {
    const database = await fresh()
    const server = new Server()
    server.fault = "offline"
    const outbox = await opened(database, server)
    const all = Array.from({ length: 300 }, (_, at) => edit([{ added: record(`r${at}`, { version: 0 }) }]))
    await Promise.all(all.map((each) => outbox.post(HERE, each, [])))
    expect(outbox.status).toEqual({ kind: "offline", count: 300 })
    server.fault = "none"
    const reloaded = await opened(database, server)
    await until(() => reloaded.letters.length === 0)
    expect(server.rows.size).toBe(300)
    expect(server.revision).toBe(300)
    expect([...server.rows.values()].every(({ version }) => version === 1)).toBe(true)
  })

  test("an answer that got lost is asked for again and not applied twice", async () => {
    const server = new Server()
    server.fault = "lost-answer"
    const outbox = await opened(null, server)
    await outbox.post(HERE, edit([{ added: record("a", { version: 0 }) }]), [])
    server.fault = "none"
    outbox.resume()
    await until(() => outbox.letters.length === 0)
    expect(server.received).toHaveLength(2)
    expect(server.revision).toBe(1)
  })

  test("edits that build on one another offline are written down together, not each after each", async () => {
    const database = await fresh()
    const server = new Server([record("a", { z: 0 })])
    server.fault = "offline"
    const outbox = await opened(database, server)
    const moves = Array.from({ length: 40 }, (_, z) => edit([update(record("a", { z }), { z: z + 1 })], { a: 1 }))
    await Promise.all(moves.map((each) => outbox.post(HERE, each, [])))
    const put = vi.spyOn(database, "put")
    server.fault = "none"
    outbox.resume()
    await until(() => outbox.letters.length === 0)
    expect(server.rows.get("a")).toMatchObject({ z: 40, version: 41 })
    expect(put).not.toHaveBeenCalled()
    expect(await database.count("outbox")).toBe(0)
  })

  test("a clock that was set back does not change the order", async () => {
    const database = await fresh()
    const server = new Server([record("a", { z: 0 })])
    server.fault = "offline"
    await (await opened(database, server)).post(HERE, edit([update(record("a", { z: 0 }), { z: 1 })], { a: 1 }), [])
    vi.spyOn(Date, "now").mockReturnValue(1_000)
    const back = await opened(database, server)
    vi.restoreAllMocks()
    await back.post(HERE, edit([update(record("a", { z: 1 }), { z: 2 })], { a: 1 }), [])
    server.fault = "none"
    const reloaded = await opened(database, server)
    await until(() => reloaded.letters.length === 0)
    expect(server.rows.get("a")).toMatchObject({ z: 2 })
  })

  test("tabs that were opened in the same moment write no letter over another's", async () => {
    const database = await fresh()
    const server = new Server()
    server.fault = "offline"
    vi.spyOn(Date, "now").mockReturnValue(1_000)
    const random = vi.spyOn(Math, "random")
    const tabs = await Promise.all([0.2, 0.8].map((share) => {
      random.mockReturnValueOnce(share)
      return opened(database, server)
    }))
    for (let at = 0; at < 20; at += 1) {
      for (const [tab, outbox] of tabs.entries()) await outbox.post(HERE, edit([{ added: record(`${tab} ${at}`, { version: 0 }) }]), [])
    }
    vi.restoreAllMocks()
    server.fault = "none"
    const reloaded = await opened(database, server)
    await until(() => reloaded.letters.length === 0)
    expect(server.rows.size).toBe(40)
  })

  test("after signing out they wait for their own user", async () => {
    const database = await fresh()
    const server = new Server()
    server.fault = "signed-out"
    const outbox = await opened(database, server)
    await outbox.post(HERE, edit([{ added: record("a", { version: 0 }) }]), [])
    expect(outbox.status).toEqual({ kind: "signed-out" })
    server.fault = "none"
    expect((await opened(database, server, 2)).letters).toHaveLength(0)
    const back = await opened(database, server, 1)
    await until(() => back.letters.length === 0)
    expect(server.rows.has("a")).toBe(true)
  })

  test("what is refused is set aside with its reason, the rest goes on, and Retry sends it again", async () => {
    const server = new Server()
    const outbox = await opened(await fresh(), server)
    server.fault = "refusing"
    await outbox.post(HERE, edit([{ added: record("a", { version: 0 }) }]), [])
    server.fault = "none"
    await outbox.post(HERE, edit([{ added: record("b", { version: 0 }) }]), [])
    expect(outbox.status).toEqual({ kind: "refused", count: 1 })
    expect(outbox.letters[0]?.problem).toBe("This clip was removed")
    expect(server.rows.has("b")).toBe(true)
    await outbox.retry()
    await until(() => outbox.letters.length === 0)
    expect(server.rows.has("a")).toBe(true)
  })
})

describe("when somebody else was faster", () => {
  const before = track("a", { 0: box(0) })
  const mine = { keyframes: { 0: box(0), 10: box(10) } }
  const after = [track("a", mine.keyframes)]

  test("different keyframes and fields of one record are merged silently", async () => {
    const server = new Server([track("a", { 0: box(0), 20: box(20) }, { version: 2, z: 4 })])
    const outbox = await opened(null, server)
    await outbox.post(HERE, edit([update(before, mine)], { a: 1 }), after)
    expect(outbox.letters).toHaveLength(0)
    expect(server.rows.get("a")).toMatchObject({ z: 4, keyframes: { 0: box(0), 10: box(10), 20: box(20) } })
  })

  test("the same keyframe is a conflict that blocks nothing else", async () => {
    const server = new Server([track("a", { 0: box(0), 10: box(77) }, { version: 2 })])
    const outbox = await opened(await fresh(), server)
    await outbox.post(HERE, edit([update(before, mine)], { a: 1 }), after)
    await outbox.post(HERE, edit([{ added: record("b", { version: 0 }) }]), [])
    expect(outbox.status).toEqual({ kind: "conflict", count: 1 })
    expect(outbox.letters[0]?.clashes[0]).toMatchObject({
      yours: { keyframes: { 10: box(10) } },
      theirs: { keyframes: { 10: box(77) } },
    })
    expect(server.rows.has("b")).toBe(true)
  })

  test.each([
    ["yours", [box(10)]],
    ["theirs", [box(77)]],
    ["both", [box(77), box(10)]],
  ] as const)("the choice %s leaves what it says", async (choice, expected) => {
    const server = new Server([track("a", { 0: box(0), 10: box(77) }, { version: 2 })])
    const outbox = await opened(null, server)
    await outbox.post(HERE, edit([update(before, mine)], { a: 1 }), after)
    await outbox.settle(outbox.letters[0]?.key ?? 0, choice)
    expect(outbox.letters).toHaveLength(0)
    expect([...server.rows.values()].map(({ keyframes }) => keyframes[10])).toEqual(expected)
  })

  test("each label of one change is settled for itself, and the change goes on after the last", async () => {
    const database = await fresh()
    const both = ["a", "b"].map((id) => ({ id, was: track(id, { 0: box(0) }), now: track(id, mine.keyframes) }))
    const server = new Server(both.map(({ id }) => track(id, { 0: box(0), 10: box(77) }, { version: 2 })))
    const outbox = await opened(database, server)
    const change = edit(both.map(({ was }) => update(was, mine)), { a: 1, b: 1 })
    await outbox.post(HERE, change, both.map(({ now }) => now))
    const key = outbox.letters[0]?.key ?? 0
    await outbox.settle(key, "theirs", "a")
    expect(outbox.status).toEqual({ kind: "conflict", count: 1 })
    const reloaded = await opened(database, server)
    expect(reloaded.letters[0]?.clashes.map(({ id }) => id)).toEqual(["b"])
    await reloaded.settle(key, "yours", "b")
    expect(reloaded.letters).toHaveLength(0)
    expect([...server.rows.values()].map(({ id, keyframes }) => [id, keyframes[10]])).toEqual([["a", box(77)], ["b", box(10)]])
  })

  test("a change that clashes can be given up, and what waited for it goes on", async () => {
    const server = new Server([track("a", { 0: box(0), 10: box(77) }, { version: 2 })])
    const outbox = await opened(null, server)
    const dropped: string[] = []
    outbox.hear({ applied: () => undefined, rebased: () => undefined, moved: () => undefined, dropped: (_, id) => void dropped.push(id) })
    const clashing = edit([update(before, mine)], { a: 1 })
    await outbox.post(HERE, clashing, after)
    await outbox.post(HERE, edit([update(track("a", mine.keyframes), { z: 5 })], { a: 1 }), after)
    expect(outbox.letters).toHaveLength(2)
    await outbox.discard(outbox.letters[0]?.key ?? 0)
    expect(dropped).toEqual([clashing.edit_id])
    await until(() => outbox.letters.length === 0)
    expect(server.rows.get("a")).toMatchObject({ z: 5, keyframes: { 10: box(77) } })
  })

  test("what is not sent yet is told before what waits for a person, wherever that is", async () => {
    const server = new Server([track("a", { 0: box(0), 10: box(77) }, { version: 2 })])
    const outbox = await opened(await fresh(), server)
    await outbox.post(HERE, edit([update(before, mine)], { a: 1 }), after)
    server.fault = "offline"
    await outbox.post({ project: 1, item: 8 }, edit([{ added: record("b", { version: 0 }) }]), [])
    expect(outbox.status).toEqual({ kind: "offline", count: 1 })
  })

  test("a record that they removed can be kept all the same", async () => {
    const server = new Server()
    const outbox = await opened(null, server)
    await outbox.post(HERE, edit([update(before, mine)], { a: 1 }), after)
    expect(outbox.letters[0]?.clashes[0]?.theirs).toBeNull()
    await outbox.settle(outbox.letters[0]?.key ?? 0, "yours")
    expect([...server.rows.values()].map(({ keyframes }) => keyframes[10])).toEqual([box(10)])
  })
})
