/** Changing everything between In and Out at once: each is one step, and nothing outside moves. */
import { msg, plural, t } from "@lingui/core/macro"
import { becomeWithin } from "../bulk/become"
import { removeWithin, splitWithin } from "../bulk/cut"
import { copyWithin, layDown, type Passage } from "../bulk/passage"
import { shiftWithin, stretchWithin } from "../bulk/shift"
import { markedRange, targetsOf } from "../bulk/target"
import type { Editor } from "../editor"
import type { Annotation, Change, LabelClass, Span } from "../types"
import { said, type Words } from "../words"
import type { Command } from "./command"

export const RANGE: readonly Command[] = [
  ranged("range-delete", msg`Delete what lies in In–Out`, removeWithin),
  ranged("range-split", msg`Split at In and at Out`, splitWithin),
  ranged("range-stretch", msg`Stretch what lies in In–Out to fill it`, (records, range, { store }) => stretchWithin(store.view, records, range)),
  { id: "range-earlier", label: msg`Shift what lies in In–Out back 1 frame`, group: "Label", keys: [], when: hasRange, run: (editor) => shiftRange(editor, -1) },
  { id: "range-later", label: msg`Shift what lies in In–Out on 1 frame`, group: "Label", keys: [], when: hasRange, run: (editor) => shiftRange(editor, 1) },
  { id: "range-copy", label: msg`Copy what lies in In–Out`, group: "Label", keys: [], when: hasRange, run: copyRange },
  { id: "range-paste", label: msg`Paste the copied range at the playhead`, group: "Label", keys: [], when: ({ desk }) => desk.clipboard.passage !== null, run: pasteRange },
  { id: "range-clear", label: msg`Clear In and Out`, group: "Label", keys: [], when: hasRange, run: clearRange },
]

function hasRange(editor: Editor): boolean {
  return markedRange(editor) !== null
}

/** A command that changes the labels in the range, in one step. */
function ranged(
  id: string,
  label: Words,
  changes: (records: readonly Annotation[], range: Span, editor: Editor) => Change[],
): Command {
  return {
    id,
    label,
    group: "Label",
    keys: [],
    when: hasRange,
    run(editor) {
      const range = markedRange(editor)
      if (range) commit(editor, said(label), changes(targetsOf(editor, range), range, editor))
    },
  }
}

/** One step of many changes; the selection may be gone after it. */
function commit(editor: Editor, label: string, changes: readonly Change[]): boolean {
  const { selected } = editor.state
  if (!editor.allowed()) return false
  const done = editor.change(label, changes)
  if (!done) editor.say(t`There is nothing to change between In and Out`)
  else if (selected !== null && !editor.store.view.has(selected)) editor.set({ selected: null, keyframe: null })
  return done
}

/** Give a class to what lies in the range. */
export function classRange(editor: Editor, labelClass: LabelClass): void {
  const range = markedRange(editor)
  if (range) commit(editor, t`Set ${labelClass.name} in In–Out`, becomeWithin(editor.store.view, targetsOf(editor, range), range, labelClass))
}

/** Move what lies wholly in the range, and the range with it, as far as neighbors allow. */
export function shiftRange(editor: Editor, wanted: number): void {
  const range = markedRange(editor)
  if (!range) return
  const { changes, by } = shiftWithin(editor.store.view, targetsOf(editor, range), range, wanted, editor.clip)
  if (changes.length === 0) {
    editor.say(t`Nothing in In–Out can move further that way`)
    return
  }
  if (!commit(editor, t`Shift In–Out by ${by}`, changes)) return
  editor.set({ in: Math.max(range[0] + by, 0), out: Math.min(range[1] + by, editor.clip.frames) })
  if (by !== wanted) editor.say(t`Moved by ${by}: another label is in the way`)
}

function copyRange(editor: Editor): void {
  const range = markedRange(editor)
  if (!range) return
  const passage = copyWithin(targetsOf(editor, range), range)
  editor.desk.clipboard.passage = passage
  editor.say(passage.records.length > 0 ? t`Copied ${counted(passage)}. Paste the range at any frame, or in another clip` : t`There is nothing between In and Out`)
}

/** Lay the copied range down at the playhead. */
export function pasteRange(editor: Editor): void {
  const { passage } = editor.desk.clipboard
  if (!passage) return
  const { frame, clip, desk, store } = editor
  const changes = layDown(store.view, passage, frame, clip, desk.classes)
  if (!commit(editor, t`Paste ${counted(passage)}`, changes)) return
  editor.set({ in: frame, out: Math.min(frame + passage.frames, clip.frames), rangeRows: new Set() })
}

function counted({ records }: Passage): string {
  return plural(records.length, { one: "# label", other: "# labels" })
}

function clearRange(editor: Editor): void {
  editor.set({ in: null, out: null, rangeRows: new Set() })
}
