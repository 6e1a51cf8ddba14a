/** Drawing by keyboard: tools, the crosshair, taking things away. */
import { msg, plural, t } from "@lingui/core/macro"
import { dropSuggestion } from "../assist"
import type { Editor } from "../editor"
import { shapeOn } from "../interpolate"
import { existsAt } from "../records"
import { goTo, nudged } from "../selection"
import { shapeOf } from "../shapes/registry"
import { classToDraw } from "../tools/drag"
import { dropLast } from "../tools/outline"
import { TOOLS } from "../tools/registry"
import type { Tool } from "../tools/tool"
import { moveKeyframe, removeKeyframe, setShape } from "../tracks"
import type { ShapeKind } from "../types"
import { said } from "../words"
import type { Command } from "./command"
import * as hand from "../tools/hand"

const hasSelection = (editor: Editor) => editor.selected !== undefined
const draws = ({ state }: Editor) => state.tool !== "select"
const hasCrosshair = ({ state }: Editor) => state.crosshair !== null

export const DRAW: readonly Command[] = [
  ...TOOLS.map(takes),
  {
    id: "confirm",
    label: msg`Open what is selected; with a tool, show the crosshair, then set a point where it is; close an outline`,
    group: "Draw",
    keys: ["Enter"],
    when: (editor) => draws(editor) || hasSelection(editor),
    run: (editor) => (draws(editor) ? hand.confirm(editor) : open(editor)),
  },
  { id: "cancel", label: msg`Cancel, deselect, close`, group: "Draw", keys: ["Esc"], run: cancel },
  {
    id: "delete",
    label: msg`Take the last point back; delete the selected point or keyframe, else the object`,
    group: "Draw",
    keys: ["Delete", "Backspace"],
    when: (editor) => hasSelection(editor) || editor.state.draft !== null,
    run: remove,
  },
  ...nudges("Shift+", 1),
  ...nudges("Ctrl+Shift+", 10),
]

function takes({ id, label, key }: Tool): Command {
  if (id === "select" || id === "assist") return { id, label, group: "Draw", keys: [key], run: (editor) => takeTool(editor, id) }
  return {
    id,
    get label() {
      return t`${said(label)}, again for the next class`
    },
    group: "Draw",
    keys: [key],
    run: (editor) => takeNext(editor, id),
  }
}

/** Take a tool up; what was begun with another is dropped. */
export function takeTool(editor: Editor, tool: Tool["id"], classId?: number): void {
  editor.letGo()
  const drawn = tool === "select" || tool === "assist" || classId === undefined ? {} : { drawn: { ...editor.state.drawn, [tool]: classId } }
  editor.set({ tool, draft: null, crosshair: null, pointer: null, ...drawn })
}

/** Take a tool up, or with it in hand, the next class that it draws. */
function takeNext(editor: Editor, kind: ShapeKind): void {
  const classes = editor.classesOf(kind)
  const at = classes.findIndex(({ id }) => id === editor.drawing(kind)?.id)
  const next = classes[editor.state.tool === kind ? (at + 1) % classes.length : at]
  if (next) takeTool(editor, kind, next.id)
  else classToDraw(editor, kind)
}

function cancel(editor: Editor): void {
  const { preview, picker, tool, selected, draft, crosshair, drawer, in: from, out: to } = editor.state
  if (preview.length > 0 || editor.gesture !== null) editor.letGo()
  else if (editor.state.suggestion) dropSuggestion(editor)
  else if (draft) editor.set({ draft: null })
  else if (crosshair) editor.set({ crosshair: null })
  else if (picker) editor.set({ picker: false })
  else if (tool !== "select") takeTool(editor, "select")
  else if (selected !== null) editor.set({ selected: null, keyframe: null })
  else if (from !== null || to !== null) editor.set({ in: null, out: null, rangeRows: new Set() })
  else if (drawer) editor.set({ drawer: false })
}

/** Go to the selected keyframe, else to where the object is, and to all that can be said of it. */
function open(editor: Editor): void {
  const { selected: record, state } = editor
  if (!record) return
  if (state.keyframe === null) goTo(editor, record)
  else editor.player.seek(state.keyframe)
  editor.set({ tab: "label", region: "objects", drawer: true })
}

function remove(editor: Editor): void {
  const record = editor.selected
  const { keyframe, draft } = editor.state
  if (draft) dropLast(editor)
  if (draft || !record || dropHandle(editor)) return
  const { chosen } = editor
  if (chosen.length > 1) {
    if (editor.change(plural(chosen.length, { one: "Delete # label", other: "Delete # labels" }), chosen.map((removed) => ({ removed })))) editor.set({ selected: null, keyframe: null })
    return
  }
  const name = editor.classOf(record.class_id)?.name ?? t`a label`
  const one = keyframe === null ? null : removeKeyframe(record, keyframe)
  if (one ? editor.change(t`Delete keyframe`, [one]) : editor.change(t`Delete ${name}`, [{ removed: record }])) {
    editor.set(one ? { keyframe: null } : { selected: null, keyframe: null })
  }
}

/** Take the selected place of an outline away. Answers whether one was selected. */
function dropHandle(editor: Editor): boolean {
  const record = editor.selected
  const { handle } = editor.state
  const shape = record && existsAt(record, editor.frame) ? shapeOn(record, editor.frame) : null
  if (!record || !shape || handle === null) return false
  const kind = shapeOf(shape)
  if (!kind.drop) return false
  const left = kind.drop(shape, handle)
  if (!left) editor.say(t`No fewer points are possible`)
  else if (editor.change(t`Delete point`, [setShape(record, editor.frame, left)])) editor.set({ handle: null })
  return true
}

function nudges(chord: string, by: number): Command[] {
  const ways = [
    ["left", "←", -1, 0, msg`left`],
    ["right", "→", 1, 0, msg`right`],
    ["up", "↑", 0, -1, msg`up`],
    ["down", "↓", 0, 1, msg`down`],
  ] as const
  return ways.map(([name, arrow, x, y, side]) => ({
    id: `nudge-${name}-${by}`,
    get label() {
      return t`Nudge ${said(side)} by ${by}`
    },
    group: "Draw",
    keys: [chord + arrow],
    when: (editor) => hasSelection(editor) || hasCrosshair(editor),
    run: (editor) => nudge(editor, x * by, y * by),
  }))
}

/** On the timeline a keyframe that is selected moves in time, up to the keyframes beside it. Answers whether one was. */
function nudgeKeyframe(editor: Editor, by: number): boolean {
  const { selected: record, state, clip } = editor
  const { keyframe, region } = state
  if (!record || keyframe === null || region !== "timeline" || !record.keyframes[keyframe]) return false
  const to = Math.max(0, Math.min(keyframe + by, clip.frames - 1))
  if (to === keyframe || record.keyframes[to]) return true
  if (editor.change(t`Move keyframe`, [moveKeyframe(record, keyframe, to)])) {
    editor.set({ keyframe: to })
    editor.player.seek(to)
  }
  return true
}

function nudge(editor: Editor, x: number, y: number): void {
  if (editor.state.crosshair) {
    hand.steer(editor, x, y)
    return
  }
  if (!nudgeKeyframe(editor, x)) editor.change(t`Nudge`, nudged(editor, x, y))
}
