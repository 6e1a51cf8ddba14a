/** Any point of a clip's past can be had again by one edit, and that edit taken back. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { command, COMMANDS } from "./commands/registry"
import { apply } from "./edits"
import { changesTo, type Past, rewound, wordsOf } from "./past"
import { skipped } from "./skips"
import { ATTACK, box, desk, PLAYER, record, showFrame, track } from "./testing"
import type { Change } from "./types"

const nameOf = (id: number) => (id === PLAYER.id ? "Player" : id === ATTACK.id ? "Attack" : "Other")
const words = (change: Change, name = "Player") => wordsOf([change], () => name, nameOf)

describe("the past of a clip", () => {
  const acts = COMMANDS.filter(({ group, id }) => group === "Draw" && !["copy", "lock", "unsee", "hole"].includes(id)).map(({ id }) => id)
  const step = fc.record({ act: fc.constantFrom(...acts), on: fc.nat(9), all: fc.boolean(), frame: fc.nat(99) })

  test("after any edits, every point of it comes back by one edit", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.nat(8), (steps, back) => {
        const first = [track("a", { 0: box(0), 50: box(90) }), track("b", { 10: box(200) }), record("c")]
        const { editor, sent } = desk(first)
        const states = [new Map(editor.store.view)]
        for (const { act, on, all, frame } of steps) {
          const ids = [...editor.store.view.keys()]
          showFrame(editor, frame)
          editor.set({ selected: ids[on % Math.max(ids.length, 1)] ?? null })
          if (all) editor.set({ selected: ids[0] ?? null, others: new Set(ids.slice(1)) })
          const before = sent().length
          const { when, run } = command(act)
          if (!when || when(editor)) run(editor, "")
          if (sent().length > before) states.push(new Map(editor.store.view))
        }
        const log = sent().map(({ changes }, at): Past => ({ revision: at + 1, author: "Ada", at: "", changes }))
        const to = Math.min(back, log.length)
        const now = { records: editor.store.view, skips: [] }
        const changes = changesTo(now, rewound(now, log.slice(to).reverse()))
        const restored = apply(editor.store.view, changes)
        expect(Object.fromEntries(restored)).toEqual(Object.fromEntries(states[to] ?? new Map()))
        expect(new Set(changes.map((change) => JSON.stringify(change))).size).toBe(changes.length)
      }),
      { numRuns: 100 },
    )
  })
  test("frames that were left out come back too", () => {
    const log: Past[] = [{ revision: 1, author: null, at: "", changes: [{ skip: { from: [], to: [[3, 9]] } }] }]
    const now = { records: new Map(), skips: [[3, 9]] as const }
    const changes = changesTo(now, rewound(now, log))
    expect(skipped(now.skips, changes)).toEqual([])
  })
})

test("an edit is said in words", () => {
  const at = (from: object, to: object): Change => ({ updated: { id: "a", from, to } })
  expect(words({ added: track("a", { 0: box(0) }) })).toEqual(["Added Player"])
  expect(words(at({ keyframes: { 0: box(0) } }, { keyframes: { 0: box(9) } }))).toEqual(["Moved Player at frame 0"])
  expect(words(at({ keyframes: {} }, { keyframes: { 7: box(9) } }))).toEqual(["Set a keyframe of Player at frame 7"])
  expect(words(at({ source: "model" }, { source: "human" }))).toEqual(["Accepted Player"])
  expect(words(at({ source: "model", negative: false }, { source: "human", negative: true }))).toEqual(["Rejected Player"])
  expect(words(at({ class_id: 1 }, { class_id: 3 }))).toEqual(["Attack became Player"])
  expect(words(at({ spans: [] }, { spans: [[0, 1]] }), "Attack")).toEqual(["Changed the frames of Attack"])
  const two: Change[] = [{ removed: record("a") }, { removed: record("b") }]
  expect(wordsOf(two, () => "Attack", nameOf)).toEqual(["Deleted Attack, 2 times"])
})
