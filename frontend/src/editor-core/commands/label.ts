/** Tagging by keyboard. */
import { msg, t } from "@lingui/core/macro"
import { markedRange } from "../bulk/target"
import type { Editor } from "../editor"
import { boundaryAt, rangeBetween } from "../records"
import { moveEdge, tagRange, toggleWholeClip } from "../tags"
import type { LabelClass, Span } from "../types"
import type { Command } from "./command"
import { takeTool } from "./draw"

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

export const LABEL: readonly Command[] = [
  {
    id: "tag",
    label: msg`Start a span of that class, again to end it; fills In–Out if set`,
    group: "Label",
    keys: DIGITS,
    fixed: true,
    run: (editor, key) => withClass(editor, key, applyClass),
  },
  {
    id: "tag-clip",
    label: msg`Whole-clip tag on or off`,
    group: "Label",
    keys: DIGITS.map((digit) => `Shift+${digit}`),
    fixed: true,
    run: (editor, key) => withClass(editor, key.slice(-1), toggleClip),
  },
  { id: "pick", label: msg`Class picker`, group: "Label", keys: ["T"], run: (editor) => editor.set({ picker: true }) },
  { id: "in", label: msg`Set In; on a selected span trim its start`, group: "Label", keys: ["I"], run: setIn },
  { id: "out", label: msg`Set Out; on a selected span trim its end`, group: "Label", keys: ["O"], run: setOut },
  {
    id: "go-in",
    label: msg`Go to In`,
    group: "Label",
    keys: ["Shift+I"],
    when: ({ state }) => state.in !== null,
    run: ({ player, state }) => player.seek(state.in ?? 0),
  },
  {
    id: "go-out",
    label: msg`Go to Out`,
    group: "Label",
    keys: ["Shift+O"],
    when: ({ state }) => state.out !== null,
    run: ({ player, state }) => player.seek(state.out ?? 0),
  },
  {
    id: "repeat",
    label: msg`Repeat the last label`,
    group: "Label",
    keys: ["N"],
    when: ({ state }) => state.lastClass !== null,
    run(editor) {
      const last = editor.classOf(editor.state.lastClass ?? -1)
      if (last) applyClass(editor, last)
    },
  },
]

function withClass(editor: Editor, digit: string, act: (editor: Editor, labelClass: LabelClass) => void): void {
  const labelClass = editor.classAt(Number(digit))
  if (labelClass) act(editor, labelClass)
  else editor.say(t`No class has the digit ${digit}`)
}

/** What a class key does here: tag the marked range, end or begin a span, or take up its tool. */
export function applyClass(editor: Editor, labelClass: LabelClass): void {
  if (labelClass.kind !== "tag") {
    takeTool(editor, labelClass.kind, labelClass.id)
    editor.set({ lastClass: labelClass.id })
    return
  }
  const range = markedRange(editor)
  const began = editor.state.open[labelClass.id]
  if (range) {
    if (tag(editor, labelClass, range)) editor.set({ in: null, out: null, rangeRows: new Set() })
  } else if (began !== undefined) {
    if (tag(editor, labelClass, rangeBetween(began, editor.frame, editor.clip))) close(editor, labelClass.id)
  } else begin(editor, labelClass)
}

/** Put a whole-clip tag on, or take it off. */
export function toggleClip(editor: Editor, labelClass: LabelClass): void {
  if (labelClass.kind !== "tag") {
    editor.say(t`${labelClass.name} is drawn, not tagged`)
    return
  }
  const changes = toggleWholeClip(editor.store.view, labelClass, editor.clip, editor.desk.single)
  if (editor.change(t`Tag clip ${labelClass.name}`, changes)) editor.set({ lastClass: labelClass.id })
}

/** Forget a span that was begun. */
export function close(editor: Editor, classId: number): void {
  const open = Object.entries(editor.state.open).filter(([id]) => Number(id) !== classId)
  editor.set({ open: Object.fromEntries(open) })
}

function begin(editor: Editor, labelClass: LabelClass): void {
  if (!editor.allowed()) return
  editor.set({ open: { ...editor.state.open, [labelClass.id]: editor.frame }, lastClass: labelClass.id })
}

function tag(editor: Editor, labelClass: LabelClass, span: Span): boolean {
  const { changes, id } = tagRange(editor.store.view, labelClass, span)
  const done = changes.length === 0 || editor.change(t`Tag ${labelClass.name}`, changes)
  if (done) editor.set({ selected: id, lastClass: labelClass.id })
  return done
}

function setIn(editor: Editor): void {
  if (!trim(editor, "start", editor.frame)) editor.set({ in: editor.frame })
}

function setOut(editor: Editor): void {
  const boundary = boundaryAt(editor.frame, editor.clip)
  if (!trim(editor, "end", boundary)) editor.set({ out: boundary })
}

/** Trim the span of the selection that is nearest to the playhead. */
function trim(editor: Editor, edge: "start" | "end", frame: number): boolean {
  const record = editor.selected
  if (!record) return false
  const away = ([start, end]: Span) => Math.max(start - frame, frame - end, 0)
  const nearest = [...record.spans.keys()].sort(
    (a, b) => away(record.spans[a] ?? [0, 0]) - away(record.spans[b] ?? [0, 0]),
  )[0]
  if (nearest === undefined) return false
  editor.change(edge === "start" ? t`Trim start` : t`Trim end`, [moveEdge(record, nearest, edge, frame, editor.clip)])
  return true
}
