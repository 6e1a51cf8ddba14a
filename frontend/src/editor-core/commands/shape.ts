/** Drawing and changing objects by keyboard. */
import type { Editor } from "../editor"
import { boxAt, sorted } from "../interpolate"
import { existsAt, newBox } from "../records"
import { mergeNext, moveSpan } from "../tags"
import { fitted, removeKeyframe, setBox, shifted, splitAt, toggleCovered, toggleHidden, toggleKeyframe } from "../tracks"
import type { Annotation, Change } from "../types"
import type { Command } from "./command"

const hasSelection = (editor: Editor) => editor.selected !== undefined
const hasBox = (editor: Editor) => editor.selected?.kind === "box"

export const SHAPE: readonly Command[] = [
  { id: "select", label: "Select", group: "Draw", keys: ["V"], run: (editor) => editor.set({ tool: "select" }) },
  { id: "box", label: "Box, again for the next box class", group: "Draw", keys: ["B"], run: takeBox },
  on("hide", "Hidden from here on, or visible again", "H", hasBox, (record, editor) => [
    toggleHidden(record, editor.frame, editor.clip),
  ]),
  on("cover", "Covered from here on, or clear", "Shift+H", hasBox, (record, editor) => [
    toggleCovered(record, editor.frame, editor.clip),
  ]),
  on("keyframe", "Add or remove a keyframe here", "Shift+K", hasBox, (record, editor) => [
    toggleKeyframe(record, editor.frame),
  ]),
  on("split", "Split at the playhead", "Shift+S", hasSelection, (record, editor) => splitAt(record, editor.frame)),
  on("merge", "Merge with the next of the same class", "Shift+M", hasSelection, (record, editor) =>
    record.kind === "tag" ? mergeNext(editor.store.view, record) : null,
  ),
  {
    id: "confirm",
    label: "With the box tool, place a box in the middle; arrows with Shift move it",
    group: "Draw",
    keys: ["Enter"],
    when: ({ state }) => state.tool === "box",
    run: placeInMiddle,
  },
  { id: "cancel", label: "Cancel, deselect, close", group: "Draw", keys: ["Esc"], run: cancel },
  {
    id: "delete",
    label: "Delete the selected keyframe, else the object",
    group: "Draw",
    keys: ["Delete", "Backspace"],
    when: hasSelection,
    run: remove,
  },
  ...nudges("Shift+", 1),
  ...nudges("Ctrl+Shift+", 10),
]

function on(
  id: string,
  label: string,
  key: string,
  when: (editor: Editor) => boolean,
  changes: (record: Annotation, editor: Editor) => readonly (Change | null)[] | null,
): Command {
  return {
    id,
    label,
    group: "Draw",
    keys: [key],
    when,
    run(editor) {
      const record = editor.selected
      if (record && !editor.change(label, changes(record, editor) ?? [])) editor.say("There is nothing to change here")
    },
  }
}

function takeBox(editor: Editor): void {
  const classes = editor.classesOf("box")
  const { tool, boxClass } = editor.state
  const at = classes.findIndex(({ id }) => id === boxClass)
  const next = classes[tool === "box" ? (at + 1) % classes.length : Math.max(at, 0)]
  if (next) editor.set({ tool: "box", boxClass: next.id })
  else editor.say("This project has no box class yet")
}

function placeInMiddle(editor: Editor): void {
  const labelClass = editor.classesOf("box").find(({ id }) => id === editor.state.boxClass)
  if (!labelClass) return
  const { width, height } = editor.clip
  const middle = fitted({ x: width * 0.375, y: height * 0.375, width: width / 4, height: height / 4 }, editor.clip)
  const added = newBox(labelClass, editor.frame, middle, editor.clip)
  if (editor.change(`Draw ${labelClass.name}`, [{ added }])) editor.set({ selected: added.id, tool: "select" })
}

function cancel(editor: Editor): void {
  const { preview, picker, help, tool, selected, in: from, out: to } = editor.state
  if (preview.length > 0) editor.set({ preview: [] })
  else if (picker || help) editor.set({ picker: false, help: false })
  else if (tool !== "select") editor.set({ tool: "select" })
  else if (selected !== null) editor.set({ selected: null, keyframe: null })
  else if (from !== null || to !== null) editor.set({ in: null, out: null })
  else if (Object.keys(editor.state.open).length > 0) editor.set({ open: {} })
}

function remove(editor: Editor): void {
  const record = editor.selected
  const { keyframe } = editor.state
  if (!record) return
  const name = editor.classOf(record.class_id)?.name ?? "label"
  const one = keyframe === null ? null : removeKeyframe(record, keyframe)
  if (one ? editor.change("Delete keyframe", [one]) : editor.change(`Delete ${name}`, [{ removed: record }])) {
    editor.set(one ? { keyframe: null } : { selected: null, keyframe: null })
  }
}

function nudges(chord: string, by: number): Command[] {
  const ways = [
    ["left", "←", -1, 0],
    ["right", "→", 1, 0],
    ["up", "↑", 0, -1],
    ["down", "↓", 0, 1],
  ] as const
  return ways.map(([name, arrow, x, y]) => ({
    id: `nudge-${name}-${by}`,
    label: `Nudge ${name} by ${by}`,
    group: "Draw",
    keys: [chord + arrow],
    when: hasSelection,
    run: (editor) => nudge(editor, x * by, y * by),
  }))
}

function nudge(editor: Editor, x: number, y: number): void {
  const record = editor.selected
  if (!record) return
  if (record.kind === "tag") {
    const index = Math.max(record.spans.findIndex(([, end]) => end > editor.frame), 0)
    editor.change("Move span", [moveSpan(record, index, x, editor.clip)])
  } else if (existsAt(record, editor.frame)) {
    const box = boxAt(sorted(record.keyframes), editor.frame)
    editor.change("Nudge", [setBox(record, editor.frame, shifted(box, x, y, editor.clip))])
  }
}
