/** Copies, order, grouping, and which objects are in the way. */
import { copyOf, duplicated, pasted } from "../copies"
import { converted } from "../convert"
import { update } from "../edits"
import type { Editor } from "../editor"
import { freeInstance } from "../joining"
import type { Annotation, LabelClass } from "../types"
import type { Command } from "./command"
import { hasTrack, on } from "./shape"
import { takeTool } from "./draw"

export const ARRANGE: readonly Command[] = [
  { id: "copy", label: "Copy", group: "Draw", keys: ["Ctrl+C"], when: (editor) => editor.selected !== undefined, run: copy },
  { id: "paste", label: "Paste at the playhead", group: "Draw", keys: ["Ctrl+V"], run: paste },
  { id: "duplicate", label: "Duplicate", group: "Draw", keys: ["Ctrl+D"], when: hasTrack, run: duplicate },
  on("front", "Bring to the front", [], hasTrack, (record, { store }) => [update(record, { z: edgeOf(store.view.values(), 1) + 1 })]),
  on("back-most", "Send to the back", [], hasTrack, (record, { store }) => [update(record, { z: edgeOf(store.view.values(), -1) - 1 })]),
  on("number", "Give it the next free instance number", [], hasTrack, (record, { store }) => [
    update(record, { instance: freeInstance(store.view) }),
  ]),
  {
    id: "hole",
    label: "Cut a hole into the polygon",
    group: "Draw",
    keys: [],
    when: (editor) => editor.selected?.kind === "polygon",
    run: beginHole,
  },
  { id: "lock", label: "Lock, or unlock", group: "View", keys: [], when: hasTrack, run: (editor) => flip(editor, "locked") },
  { id: "unsee", label: "Do not draw it for now, or draw it again", group: "View", keys: [], when: hasTrack, run: (editor) => flip(editor, "unseen") },
]

function copy(editor: Editor): void {
  const record = editor.selected
  if (!record) return
  editor.desk.clipboard.copied = copyOf(record, editor.frame)
  editor.say("Copied. Paste it at any frame, or in another clip")
}

function paste(editor: Editor): void {
  const { copied } = editor.desk.clipboard
  const labelClass = copied && editor.classOf(copied.record.class_id)
  if (!copied || !labelClass || labelClass.archived) {
    editor.say(copied ? "This project does not have the class of what was copied" : "There is nothing to paste")
    return
  }
  add(editor, `Paste ${labelClass.name}`, pasted(copied, labelClass, editor.frame, editor.clip))
}

function duplicate(editor: Editor): void {
  const record = editor.selected
  if (record) add(editor, "Duplicate", duplicated(record, editor.clip))
}

function add(editor: Editor, label: string, added: Annotation): void {
  if (editor.change(label, [{ added }])) editor.set({ selected: added.id, keyframe: null })
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

/** Switch something of the selection on or off. */
function flip(editor: Editor, what: "locked" | "unseen"): void {
  if (editor.state.selected !== null) toggle(editor, what, editor.state.selected)
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
  if (!made) editor.say("This cannot become that")
  else if (editor.change(`Make it a ${labelClass.kind}`, made.changes)) editor.set({ selected: made.id, keyframe: null })
}
