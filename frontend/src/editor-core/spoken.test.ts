/** Those who listen hear which of several labels is selected. */
import { expect, test } from "vitest"
import { spoken } from "./spoken"
import { box, desk, record, track } from "./testing"
import { rowsOf, titleOf } from "./timeline/rows"

const KEYS = { 0: box(0), 10: box(20), 20: box(40) }

test("[UX 8] a track is told by its number, its kind and its keyframe", () => {
  const { editor } = desk([track("a", KEYS, { instance: 7 }), track("b", KEYS, { instance: 9 })], 12)
  editor.set({ selected: "a" })
  expect(spoken(editor, 12)).toBe("Player 7, Box, keyframe 2 of 3, frame 12")
  editor.set({ selected: "b" })
  expect(spoken(editor, 12)).toBe("Player 9, Box, keyframe 2 of 3, frame 12")
})

test("[UX 8] two without a number are told apart as on the timeline", () => {
  const { editor } = desk([track("late", KEYS, { spans: [[5, 50]] }), track("early", KEYS)])
  editor.set({ selected: "late" })
  expect(spoken(editor, 0)).toBe("Player 2, Box, keyframe 1 of 3, frame 0")
})

test("of many, each is called as its row is", () => {
  const tracks = Array.from({ length: 60 }, (_, at) =>
    track(`t${at}`, KEYS, { spans: [[(at * 7) % 13, 50]], instance: at % 9 === 0 ? at : null, source: at % 4 === 0 ? "model" : "human", negative: at % 11 === 0 }),
  )
  for (const guesses of [true, false]) {
    const { editor } = desk(tracks)
    editor.set({ guesses })
    const rows = rowsOf(editor.records, editor.desk.classes, { guesses, open: {} }).filter(({ kind }) => kind === "track")
    expect(rows.length).toBeGreaterThan(30)
    for (const { record: shown, labelClass, name } of rows) expect(shown && titleOf(editor.records, shown, labelClass, guesses)).toBe(name)
  }
})

test("a model's tag is told as one, and several as their number", () => {
  const { editor } = desk([record("a", { source: "model", confidence: 0.6 }), track("b", KEYS)])
  editor.set({ selected: "a" })
  expect(spoken(editor, 3)).toBe("Attack, Tag, suggested, frame 3")
  editor.set({ others: new Set(["b"]) })
  expect(spoken(editor, 3)).toBe("2 labels selected, frame 3")
  editor.set({ selected: null })
  expect(spoken(editor, 3)).toBe("frame 3")
})
