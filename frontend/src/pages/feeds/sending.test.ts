/** Decisions in a feed go through the outbox: none that was shown as made is lost. */
import "fake-indexeddb/auto"
import { expect, test, vi } from "vitest"
import type { FeedCard } from "../../api/feedTypes"
import type { Item } from "../../api/types"
import { openDatabase } from "../../editor-core/database"
import { Outbox } from "../../editor-core/outbox"
import { newRecord } from "../../editor-core/records"
import { Server } from "../../editor-core/testServer"
import type { Edit, LabelClass } from "../../editor-core/types"
import { type Plan, planOf, type Wish } from "./decide"
import { backOf, editOf, yoursOf } from "./sending"

const FIGHT: LabelClass = { id: 1, name: "fight", kind: "tag", color: 1, hotkey: 1, archived: false, properties: [], skeleton: null }
const CARD: FeedCard = { item: { id: 7, frames: 60, width: 320, height: 240 } as Item, annotations: [], code: "positive", text: "", class_id: 1, score: 0.9, given_id: null, beside_id: null, beside: null, other: null, start: null, end: null, held: true }
const HERE = { project: 1, item: 7 }

function planned(wish: Wish, kind = "positives", card = CARD): Plan {
  const plan = planOf(kind, card, wish, [FIGHT], true)
  if (typeof plan === "string") throw new Error(plan)
  return plan
}

const until = (done: () => boolean) => vi.waitFor(() => expect(done()).toBe(true), { timeout: 4000, interval: 5 })

test("a decision made without a line is sent by the page that comes after a reload", async () => {
  const database = await openDatabase("feeds-reload")
  const server = new Server()
  server.fault = "offline"
  const first = new Outbox(database, 1, server.send)
  await first.load()
  const edit = editOf("positives", CARD, planned({ do: "accept" }))
  await first.post(HERE, edit, yoursOf(CARD, edit))
  expect(first.status).toMatchObject({ kind: "offline", count: 1 })
  expect(server.rows.size).toBe(0)

  server.fault = "none"
  const second = new Outbox(database, 1, server.send)
  await second.load()

  await until(() => second.letters.length === 0)
  expect(server.received).toEqual([edit.edit_id])
  expect([...server.rows.values()]).toMatchObject([{ class_id: 1, source: "human", spans: [[0, 60]] }])
})

test("a decision is taken back before and after the server has it", async () => {
  for (const waits of [true, false]) {
    const server = new Server()
    const outbox = new Outbox(null, 1, server.send)
    server.fault = waits ? "offline" : "none"
    const edit = editOf("positives", CARD, planned({ do: "accept" }))
    await outbox.post(HERE, edit, yoursOf(CARD, edit))
    const back = backOf(CARD, edit, waits ? [] : [...server.rows.values()])
    await outbox.post(HERE, back, [])
    server.fault = "none"
    outbox.resume()

    await until(() => outbox.letters.length === 0)
    expect(back.step).toEqual({ kind: "recall", decision: edit.edit_id })
    expect(server.received).toEqual([edit.edit_id, back.edit_id])
    expect(server.rows.size).toBe(0)
  }
})

test("what is only said of a clip gives it back, and its way back holds it again", () => {
  const edit = editOf("positives", CARD, planned({ do: "reject" }))

  expect(edit.step).toEqual({ kind: "say" })
  expect(backOf(CARD, edit, [])).not.toHaveProperty("step")
})

test("a label found right names its feed, also when that is taken back", () => {
  const given = { ...newRecord(FIGHT, [[0, 60]]), version: 2 }
  const card: FeedCard = { ...CARD, annotations: [given] as unknown as FeedCard["annotations"], given_id: 1 }
  const edit = editOf("errors", card, planned({ do: "reject" }, "errors", card))

  expect(edit).toMatchObject({ changes: [], step: { kind: "uphold", feed: "errors", upheld: true } })
  expect(backOf(card, edit, []).step).toEqual({ kind: "uphold", feed: "errors", upheld: false })
})

test("a refused decision stays to be tried again", async () => {
  const server = new Server()
  server.fault = "refusing"
  const outbox = new Outbox(await openDatabase("feeds-refused"), 1, server.send)
  await outbox.load()
  const dropped: string[] = []
  outbox.hear({ dropped: (_, id) => dropped.push(id) })
  const edit: Edit = editOf("positives", CARD, planned({ do: "accept" }))
  await outbox.post(HERE, edit, yoursOf(CARD, edit))

  expect(dropped).toEqual([edit.edit_id])
  expect(outbox.status).toEqual({ kind: "refused", count: 1 })
  server.fault = "none"
  await outbox.retry()
  await until(() => outbox.letters.length === 0)
  expect(server.received).toEqual([edit.edit_id])
})
