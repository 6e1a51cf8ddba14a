/** Frames that nobody trains on: turned off and on as an edit, together with others, undone. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { command } from "./commands/registry"
import { invert } from "./edits"
import { normalize } from "./ranges"
import { skipped } from "./skips"
import { CLIP, desk, showFrame } from "./testing"
import type { Span } from "./types"

const spans = fc
  .array(fc.tuple(fc.nat(90), fc.integer({ min: 1, max: 10 })), { maxLength: 5 })
  .map((all) => normalize(all.map(([start, length]): Span => [start, start + length])))

describe("[P11] leaving frames out of training", () => {
  test("Shift+X begins a stretch, ends it, and takes it in again", () => {
    const { editor, sent } = desk([], 10)
    const skip = command("skip")
    skip.run(editor, "Shift+X")
    expect(editor.state.skipFrom).toBe(10)
    showFrame(editor, 25)
    skip.run(editor, "Shift+X")
    expect(editor.store.skips).toEqual([[10, 25]])
    expect(sent()[0]?.changes).toEqual([{ skip: { from: [], to: [[10, 25]] } }])
    expect(sent()[0]?.base).toEqual({})
    showFrame(editor, 12)
    skip.run(editor, "Shift+X")
    expect(editor.store.skips).toEqual([])
    editor.turn("undo")
    expect(editor.store.skips).toEqual([[10, 25]])
    editor.turn("undo")
    expect(editor.store.skips).toEqual([])
    editor.turn("redo")
    expect(editor.store.skips).toEqual([[10, 25]])
  })

  test("it fills In–Out, also to the last frame", () => {
    const { editor } = desk([], CLIP.frames - 1)
    editor.set({ in: 90, out: 100 })
    command("skip").run(editor, "Shift+X")
    expect(editor.store.skips).toEqual([[90, 100]])
    expect(editor.state.in).toBeNull()
  })

  test("In and Out on one frame mark that frame, for what is left out and for a tag", () => {
    const { editor, sent } = desk([], 30)
    editor.set({ in: 30, out: 30 })
    command("skip").run(editor, "Shift+X")
    expect(editor.store.skips).toEqual([[30, 31]])
    editor.set({ in: 30, out: 30 })
    command("tag").run(editor, "8")
    expect(sent().at(-1)?.changes).toMatchObject([{ added: { spans: [[30, 31]] } }])
  })

  test("what somebody else leaves out meanwhile stays, and the own edit on the way too", () => {
    const { editor } = desk([], 10)
    editor.change("Leave out", [{ skip: { from: [], to: [[10, 20]] } }])
    editor.store.merge({ edit_id: "theirs", revision: 3, records: [], removed: [], skips: [[15, 40]] })
    expect(editor.store.skips).toEqual([[10, 40]])
    editor.store.merge({ edit_id: "late", revision: 2, records: [], removed: [], skips: [] })
    expect(editor.store.skips).toEqual([[10, 40]])
  })

  test("the inverse takes back what was changed, and nothing that others did", () => {
    fc.assert(
      fc.property(spans, spans, spans, (before, to, theirs) => {
        const change = { skip: { from: before, to } }
        expect(skipped(skipped(before, [change]), invert([change]))).toEqual(before)
        const both = skipped(skipped(before, [change]), [{ skip: { from: before, to: theirs } }])
        expect(skipped(skipped(before, [{ skip: { from: before, to: theirs } }]), [change])).toEqual(both)
      }),
    )
  })
})
