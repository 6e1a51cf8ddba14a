/** One click gives each shot a span of its own, and one undo takes it back. */
import { describe, expect, test } from "vitest"
import { command } from "./commands/registry"
import { ATTACK, CLIP, desk, record } from "./testing"
import type { Annotation } from "./types"

const SHOTS = { boundaries: [30, 60], keyframes: [15, 45, 80] }

function split(records: readonly Annotation[], selected: string | null = null) {
  const { editor } = desk(records)
  editor.set({ shots: SHOTS, selected, lastClass: ATTACK.id })
  command("split-by-shots").run(editor, "")
  return editor
}

const spansOf = (editor: ReturnType<typeof split>) =>
  [...editor.store.view.values()].map(({ spans }) => spans).sort((a, b) => (a[0]?.[0] ?? 0) - (b[0]?.[0] ?? 0))

describe("splitting by shots", () => {
  test("a span over two cuts becomes three labels", () => {
    const editor = split([record("a", { spans: [[10, 80]] })], "a")
    expect(spansOf(editor)).toEqual([[[10, 30]], [[30, 60]], [[60, 80]]])
  })
  test("where nothing is tagged, every shot is", () => {
    expect(spansOf(split([]))).toEqual([[[0, 30]], [[30, 60]], [[60, CLIP.frames]]])
  })
  test("one undo takes it all back", () => {
    const editor = split([record("a", { spans: [[10, 80]] })], "a")
    editor.turn("undo")
    expect(spansOf(editor)).toEqual([[[10, 80]]])
  })
  test("labels that go over no cut, and those of others and of models, stay as they are", () => {
    const editor = split([record("a", { spans: [[35, 50]] }), record("m", { source: "model", spans: [[0, 100]] })])
    expect(spansOf(editor)).toEqual([[[0, 100]], [[35, 50]]])
    expect(editor.state.notice?.text).toContain("no span that goes over a cut")
  })
})
