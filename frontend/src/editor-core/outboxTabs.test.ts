/** Several tabs, a full disk, a dead line: each letter is somebody's, and nothing is said to be safe that is not. */
import "fake-indexeddb/auto"
import { afterEach, describe, expect, test, vi } from "vitest"
import { type Database, openDatabase } from "./database"
import { update } from "./edits"
import { type Answer, Outbox } from "./outbox"
import { type Tab, tabOf } from "./tab"
import { record } from "./testing"
import type { Applied, Change, Edit } from "./types"

const HERE = { project: 1, item: 7 }
let databases = 0
const fresh = () => openDatabase(`tabs-${(databases += 1)}`)
const until = (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 4000, interval: 5 })
const adds = (id: string): Edit => edit([{ added: record(id, { version: 0 }) }])

function edit(changes: readonly Change[], base: Record<string, number> = {}): Edit {
  return { edit_id: crypto.randomUUID(), base, changes }
}

/** Tabs of one browser, and the server they talk to: it answers as it is told to. */
class Browser {
  readonly open = new Set<string>()
  readonly sent: { readonly tab: string; readonly edit: Edit }[] = []
  answer: (edit: Edit) => Answer = () => ({ kind: "unreachable" })

  constructor(readonly database: Database | null) {}

  async tab(id: string): Promise<Outbox> {
    this.open.add(id)
    const tab: Tab = { id, open: () => Promise.resolve(new Set(this.open)) }
    const send = async (_: unknown, sent: Edit) => {
      await Promise.resolve()
      this.sent.push({ tab: id, edit: sent })
      return this.answer(sent)
    }
    const outbox = new Outbox(this.database, 1, send, tab)
    await outbox.load()
    return outbox
  }
}

function applied({ edit_id }: Edit, records: Applied["records"] = []): Answer {
  return { kind: "applied", applied: { edit_id, revision: 1, records, removed: [], suggestion: false } }
}

afterEach(() => vi.restoreAllMocks())

describe("letters of several tabs", () => {
  test("each tab sends its own, and those of a tab that was closed", async () => {
    const browser = new Browser(await fresh())
    const [here, there] = [await browser.tab("here"), await browser.tab("there")]
    const [mine, theirs] = [adds("a"), adds("b")]
    await here.post(HERE, mine, [])
    await there.post(HERE, theirs, [])
    browser.sent.length = 0
    await here.takeOver()
    expect(here.letters.map((letter) => letter.edit)).toEqual([mine])

    browser.open.delete("there")
    browser.answer = (sent) => applied(sent)
    here.resume()
    await until(() => browser.sent.length >= 2 && here.letters.length === 0)
    expect(new Set(browser.sent.map(({ tab, edit: { edit_id } }) => `${tab} ${edit_id}`))).toEqual(new Set([`here ${mine.edit_id}`, `here ${theirs.edit_id}`]))
    expect(await browser.database?.count("outbox")).toBe(0)
  })

  test("whoever shows the clip sees what was taken over from a closed tab", async () => {
    const browser = new Browser(await fresh())
    const [here, there] = [await browser.tab("here"), await browser.tab("there")]
    const theirs = adds("b")
    await there.post(HERE, theirs, [])
    browser.open.delete("there")
    const rebased = vi.fn()
    here.hear({ applied: vi.fn(), rebased, dropped: vi.fn(), moved: vi.fn() })
    await here.takeOver()
    expect(rebased).toHaveBeenCalledWith(HERE.item, theirs)
  })

  test("a tab that was thought closed does not put back what another sent for it", async () => {
    const browser = new Browser(await fresh())
    const [frozen, other] = [await browser.tab("frozen"), await browser.tab("other")]
    await frozen.post(HERE, adds("a"), [])
    browser.open.delete("frozen")
    await other.takeOver()
    browser.answer = () => ({ kind: "refused", problem: "No" })
    frozen.resume()
    await until(() => frozen.letters.length === 0)
    await until(() => other.letters[0]?.state === "refused")
    expect((await browser.database?.getAll("outbox"))?.map(({ tab }) => tab)).toEqual(["other"])
  })

  test("what two tabs said of one thing is a conflict, not the last word of the later one", async () => {
    const browser = new Browser(await fresh())
    const [here, there] = [await browser.tab("here"), await browser.tab("there")]
    const said = (text: string) => edit([update(record("a"), { text })], { a: 1 })
    await here.post(HERE, said("here"), [record("a", { text: "here" })])
    await there.post(HERE, said("there"), [record("a", { text: "there" })])
    browser.open.delete("there")
    let version = 1
    browser.answer = (sent) => {
      const now = [record("a", { text: "the first", version })]
      if (sent.base.a !== version) return { kind: "conflict", records: now, removed: [] }
      version += 1
      return applied(sent, [record("a", { text: "the first", version })])
    }
    here.resume()
    await until(() => here.letters.length === 1 && here.status.kind === "conflict")
    expect(version).toBe(2)
  })

  test("a tab that is loaded anew sends its own, though the disk is full by then", async () => {
    const browser = new Browser(await fresh())
    await (await browser.tab("here")).post(HERE, adds("a"), [])
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("Full", "QuotaExceededError")
    })
    browser.answer = (sent) => applied(sent)
    const again = await browser.tab("here")
    await until(() => again.letters.length === 0)
    expect(browser.sent.length).toBeGreaterThanOrEqual(2)
    expect(await browser.database?.count("outbox")).toBe(0)
  })

  test("without locks pages call one another to know which are open", async () => {
    const page = () => ({ storage: { getItem: () => null, setItem: vi.fn(), removeItem: vi.fn() }, events: new EventTarget(), locks: undefined, channel: new BroadcastChannel("tabs") })
    const [first, second] = [page(), page()]
    const [one, other] = [tabOf(first), tabOf(second)]
    expect(await one.open()).toEqual(new Set([other.id]))
    second.channel.close()
    expect(await one.open()).toEqual(new Set())
    first.channel.close()
  })
})

describe("what is only in this tab", () => {
  test("is said to be at risk at once, until the server has it", async () => {
    const browser = new Browser(await fresh())
    const outbox = await browser.tab("here")
    browser.database?.close()
    await outbox.post(HERE, adds("a"), [])
    expect([outbox.status, outbox.atRisk]).toEqual([{ kind: "unkept", count: 1 }, 1])
    browser.answer = (sent) => applied(sent)
    outbox.resume()
    await until(() => outbox.letters.length === 0)
    expect([outbox.status, outbox.atRisk]).toEqual([{ kind: "saved" }, 0])
  })

  test("is written down as soon as there is room again", async () => {
    const database = await fresh()
    const outbox = await new Browser(database).tab("here")
    vi.spyOn(database, "transaction").mockImplementationOnce(() => {
      throw new DOMException("Full", "QuotaExceededError")
    })
    await outbox.post(HERE, adds("a"), [])
    expect(outbox.status).toEqual({ kind: "unkept", count: 1 })
    outbox.resume()
    await until(() => outbox.status.kind === "offline")
    expect([outbox.atRisk, await database.count("outbox")]).toEqual([0, 1])
  })

  test("is at risk too where the browser keeps nothing at all", async () => {
    const outbox = await new Browser(null).tab("here")
    await outbox.post(HERE, adds("a"), [])
    expect(outbox.status).toEqual({ kind: "unkept", count: 1 })
  })
})

describe("what waits is never called saved", () => {
  test("from the first moment on, also after a reload, and said aloud where it takes long", async () => {
    const browser = new Browser(await fresh())
    const before = await browser.tab("here")
    await before.post(HERE, adds("a"), [])
    const asked = vi.fn(() => new Promise<Answer>(() => undefined))
    const reloaded = new Outbox(browser.database, 1, asked, { id: "here", open: () => Promise.resolve(new Set()) })
    await reloaded.load()
    expect(reloaded.status).toEqual({ kind: "saving", slow: false })
    await until(() => reloaded.status.kind === "saving" && asked.mock.calls.length === 1)
    await vi.waitFor(() => expect(reloaded.status).toEqual({ kind: "saving", slow: true }), { timeout: 4000 })
  })

  test("a line that is gone matters more than an old conflict", async () => {
    const browser = new Browser(await fresh())
    const outbox = await browser.tab("here")
    browser.answer = () => ({ kind: "conflict", records: [record("a", { text: "theirs", version: 2 })], removed: [] })
    await outbox.post(HERE, edit([update(record("a"), { text: "mine" })], { a: 1 }), [record("a", { text: "mine" })])
    expect(outbox.status).toEqual({ kind: "conflict", count: 1 })
    browser.answer = () => ({ kind: "unreachable" })
    await outbox.post({ project: 1, item: 8 }, adds("b"), [])
    expect(outbox.status).toEqual({ kind: "offline", count: 1 })
  })
})

describe("a clip is handed on", () => {
  const submit = (): Edit => ({ ...edit([]), step: { kind: "submit", unsure: false } })
  const recall = (decision: string): Edit => ({ ...edit([]), step: { kind: "recall", decision } })

  test("with all that was said of it: after its conflicts are settled", async () => {
    const browser = new Browser(await fresh())
    const outbox = await browser.tab("here")
    browser.answer = () => ({ kind: "conflict", records: [record("a", { text: "theirs", version: 2 })], removed: [] })
    await outbox.post(HERE, edit([update(record("a"), { text: "mine" })], { a: 1 }), [record("a", { text: "mine" })])
    const decision = submit()
    browser.answer = (sent) => applied(sent)
    await outbox.post(HERE, decision, [])
    expect([outbox.handedOn, browser.sent.length]).toEqual([[HERE.item], 1])
    await outbox.settle(outbox.letters[0]?.key ?? 0, "theirs")
    expect([outbox.handedOn, outbox.letters.length, browser.sent.at(-1)?.edit]).toEqual([[], 0, decision])
  })

  test("what the server refused is not taken back there, and makes room for the next try", async () => {
    const browser = new Browser(await fresh())
    const outbox = await browser.tab("here")
    browser.answer = () => ({ kind: "refused", problem: "Light is required" })
    const decision = submit()
    await outbox.post(HERE, decision, [])
    expect([outbox.status.kind, outbox.handedOn]).toEqual(["refused", []])
    await outbox.post(HERE, recall(decision.edit_id), [])
    expect([outbox.letters.length, browser.sent.length]).toEqual([0, 1])

    await outbox.post(HERE, submit(), [])
    browser.answer = (sent) => applied(sent)
    await outbox.post(HERE, submit(), [])
    expect([outbox.letters.length, outbox.status.kind]).toEqual([0, "saved"])
  })

  test("offline and taken back before the server refused it, it is nobody's trouble", async () => {
    const browser = new Browser(await fresh())
    const outbox = await browser.tab("here")
    const decision = submit()
    await outbox.post(HERE, decision, [])
    await outbox.post(HERE, recall(decision.edit_id), [])
    expect(outbox.handedOn).toEqual([])
    browser.answer = () => ({ kind: "refused", problem: "Somebody else has it" })
    outbox.resume()
    await until(() => outbox.letters.length === 0)
  })

  test("everybody who listens hears of it, until they stop", async () => {
    const browser = new Browser(await fresh())
    const outbox = await browser.tab("here")
    browser.answer = (sent) => applied(sent)
    const ears = [0, 1].map(() => ({ applied: vi.fn(), rebased: vi.fn(), dropped: vi.fn(), moved: vi.fn() }))
    const stops = ears.map((ear) => outbox.hear(ear))
    await outbox.post(HERE, submit(), [])
    stops[0]?.()
    await outbox.post(HERE, submit(), [])
    expect(ears.map(({ applied: heard }) => heard.mock.calls.length)).toEqual([1, 2])
  })
})
