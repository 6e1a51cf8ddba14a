/** Copies, order, grouping, and which objects are in the way. */
import { msg, plural, t } from "@lingui/core/macro"
import { copiesOf, duplicated, pasted } from "../copies"
import { converted } from "../convert"
import { update } from "../edits"
import type { Editor } from "../editor"
import { grouped, select } from "../selection"
import type { Annotation, LabelClass } from "../types"
import type { Command } from "./command"
import { pasteRange } from "./range"
import { hasTrack, isTrack, on } from "./shape"
import { takeTool } from "./draw"

export const ARRANGE: readonly Command[] = [
  { id: "copy", label: msg`Copy`, group: "Draw", keys: ["Ctrl+C"], when: (editor) => editor.selected !== undefined, run: copy },
  { id: "paste", label: msg`Paste at the playhead`, group: "Draw", keys: ["Ctrl+V"], run: paste },
  { id: "duplicate", label: msg`Duplicate`, group: "Draw", keys: ["Ctrl+D"], when: hasTrack, run: duplicate },
  on("front", msg`Bring to the front`, [], isTrack, (record, { store }) => [update(record, { z: edgeOf(store.view.values(), 1) + 1 })]),
  on("back-most", msg`Send to the back`, [], isTrack, (record, { store }) => [update(record, { z: edgeOf(store.view.values(), -1) - 1 })]),
  {
    id: "number",
    label: msg`Group: one instance number for all that is selected`,
    group: "Draw",
    keys: [],
    when: hasTrack,
    run: (editor) => editor.change(t`Group`, grouped(editor)),
  },
  on("ungroup", msg`Take it out of its group`, [], isTrack, (record) => [update(record, { instance: null })]),
  {
    id: "hole",
    label: msg`Cut a hole into the polygon`,
    group: "Draw",
    keys: [],
    when: (editor) => editor.selected?.kind === "polygon",
    run: beginHole,
  },
  { id: "lock", label: msg`Lock, or unlock`, group: "View", keys: [], when: hasTrack, run: (editor) => flip(editor, "locked") },
  { id: "unsee", label: msg`Do not draw it for now, or draw it again`, group: "View", keys: [], when: hasTrack, run: (editor) => flip(editor, "unseen") },
]

function copy(editor: Editor): void {
  const { chosen } = editor
  if (chosen.length === 0) return
  Object.assign(editor.desk.clipboard, { copied: copiesOf(chosen, editor.frame), passage: null })
  editor.say(plural(chosen.length, { one: "Copied. Paste at any frame, or in another clip", other: "Copied # labels. Paste at any frame, or in another clip" }))
}

function paste(editor: Editor): void {
  const { copied, passage } = editor.desk.clipboard
  if (passage) {
    pasteRange(editor)
    return
  }
  const made = copied.flatMap((one) => {
    const labelClass = editor.classOf(one.record.class_id)
    return labelClass && !labelClass.archived ? (pasted(one, labelClass, editor.frame, editor.clip) ?? []) : []
  })
  if (made.length > 0) add(editor, t`Paste`, made)
  else editor.say(copied.length > 0 ? t`This project does not have the class of what was copied` : t`There is nothing to paste`)
}

function duplicate(editor: Editor): void {
  add(editor, t`Duplicate`, editor.chosen.filter(isTrack).map((record) => duplicated(record, editor.clip)))
}

function add(editor: Editor, label: string, added: readonly Annotation[]): void {
  const name = added.length === 1 ? editor.classOf(added[0]?.class_id ?? 0)?.name : plural(added.length, { one: "# label", other: "# labels" })
  const done = editor.change(`${label} ${name ?? t`a label`}`, added.map((record) => ({ added: record })))
  if (done) select(editor, added.map(({ id }) => id))
}

/** The highest (1) or lowest (-1) place in the order of drawing. */
function edgeOf(records: Iterable<Annotation>, side: 1 | -1): number {
  return [...records].reduce((edge, { z }) => (z * side > edge * side ? z : edge), 0)
}

function beginHole(editor: Editor): void {
  const record = editor.selected
  if (!record) return
  takeTool(editor, "polygon")
  editor.set({ draft: { places: [], into: record.id } })
}

/** Switch something of the selection on, or where all of it is on, off. */
function flip(editor: Editor, what: "locked" | "unseen"): void {
  const ids = editor.chosen.filter(isTrack).map(({ id }) => id)
  const before = editor.state[what]
  const off = ids.every((id) => before.has(id))
  editor.set({ [what]: new Set(off ? [...before].filter((id) => !ids.includes(id)) : [...before, ...ids]) })
}

/** Switch a record's lock, or whether it is drawn. */
export function toggle(editor: Editor, what: "locked" | "unseen", id: string): void {
  editor.set({ [what]: toggled(editor.state[what], id) })
}

/** Switch whether a class is drawn. */
export function toggleClass(editor: Editor, id: number): void {
  editor.set({ unseenClasses: toggled(editor.state.unseenClasses, id) })
}

function toggled<Member>(set: ReadonlySet<Member>, member: Member): ReadonlySet<Member> {
  return set.has(member) ? new Set([...set].filter((other) => other !== member)) : new Set([...set, member])
}

/** Make the selection one of another kind, and select what it became. */
export function convert(editor: Editor, labelClass: LabelClass): void {
  const record = editor.selected
  const made = record && converted(record, labelClass)
  if (!made) editor.say(t`This cannot become that`)
  else if (editor.change(t`Make it ${labelClass.name}`, made.changes)) editor.set({ selected: made.id, keyframe: null })
}
