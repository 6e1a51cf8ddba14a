/** Decisions of one moment travel in one request, and each hears what became of it. */
import { beforeEach, expect, test, vi } from "vitest"
import type { Edit } from "../../editor-core/types"
import { sendEdit } from "./send"

interface Sent {
  readonly path: string
  readonly body: { readonly decisions?: readonly { readonly item_id: number; readonly way: string; readonly edit_id: string }[] }
}

const sent: Sent[] = []
const REFUSED = new Set([3])
let down = false

function answerTo(path: string, body: Sent["body"]): unknown {
  const done = (edit_id: string) => ({ edit_id, revision: 1, records: [], removed: [], suggestion: false })
  if (!body.decisions) return done(path)
  const results = body.decisions.map(({ item_id, edit_id }) => {
    const problem = { status: 409, code: "taken", title: "Somebody else has this clip now" }
    return REFUSED.has(item_id) ? { item_id, edit_id, done: null, problem } : { item_id, edit_id, done: done(edit_id), problem: null }
  })
  return { results }
}

beforeEach(() => {
  sent.length = 0
  down = false
  vi.stubGlobal("document", { cookie: "" })
  vi.stubGlobal("fetch", async (path: string, { body }: { body: string }) => {
    await Promise.resolve()
    if (down) throw new TypeError("no line")
    const read = JSON.parse(body) as Sent["body"]
    sent.push({ path, body: read })
    return new Response(JSON.stringify(answerTo(path, read)), { status: 200 })
  })
})

const edit = (step: Edit["step"]): Edit => ({ edit_id: crypto.randomUUID(), base: {}, changes: [], ...(step ? { step } : {}) })
const decide = (item: number, step: Edit["step"] = { kind: "submit", unsure: false }, project = 1) => sendEdit({ project, item, user: 5 }, edit(step))

test("those that are made at once are one request, and a refused one is refused alone", async () => {
  const answers = await Promise.all([decide(1), decide(2, { kind: "say" }), decide(3), decide(4, { kind: "uphold", feed: "errors", upheld: true })])

  expect(sent.map(({ path }) => path)).toEqual(["/api/v1/projects/1/decisions"])
  expect(sent[0]?.body.decisions).toMatchObject([{ item_id: 1, way: "submit" }, { item_id: 2, way: "say" }, { item_id: 3 }, { item_id: 4, way: "uphold", kind: "errors", upheld: true }])
  expect(answers.map(({ kind }) => kind)).toEqual(["applied", "applied", "refused", "applied"])
  expect(answers[2]).toMatchObject({ problem: "Somebody else has this clip now" })
})

test("one by itself goes the way of all clips, and projects are kept apart", async () => {
  await Promise.all([decide(1), decide(2, undefined, 2)])

  expect(sent.map(({ path }) => path).sort()).toEqual(["/api/v1/projects/1/items/1/decide", "/api/v1/projects/2/items/2/decide"])
})

test("hundreds go in parts, and without a line all of them wait", async () => {
  const many = Array.from({ length: 120 }, (_, at) => at + 10)
  await Promise.all(many.map((item) => decide(item)))
  expect(sent.map(({ body }) => body.decisions?.length)).toEqual([50, 50, 20])

  down = true
  const answers = await Promise.all(many.map((item) => decide(item)))
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(["unreachable"]))
})
