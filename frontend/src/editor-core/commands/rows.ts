/** Rows of the timeline by key or from the palette, and stretches that nobody tagged. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { nextOf, untagged } from "../gaps"
import { type AnyRow, blocksOf, classKey, movedBy } from "../timeline/groups"
import { type RowSwitch, switched } from "../timeline/rowState"
import { rowsOf } from "../timeline/rows"
import type { Span } from "../types"
import type { Command } from "./command"

const hasSelection = (editor: Editor) => editor.selected !== undefined

export const ROWS: readonly Command[] = [
  { id: "row-up", label: msg`Move its row up`, group: "View", keys: [], when: hasSelection, run: (editor) => moveRow(editor, rowKey(editor), -1) },
  { id: "row-down", label: msg`Move its row down`, group: "View", keys: [], when: hasSelection, run: (editor) => moveRow(editor, rowKey(editor), 1) },
  { id: "collapse-rows", label: msg`Collapse all groups of rows`, group: "View", keys: [], run: (editor) => editor.set({ collapsed: new Set(blocks(editor).map(({ key }) => key)) }) },
  { id: "expand-rows", label: msg`Expand all groups of rows`, group: "View", keys: [], run: (editor) => editor.set({ collapsed: new Set() }) },
  {
    id: "show-rows",
    label: msg`Draw everything again: nothing alone, nothing switched off`,
    group: "View",
    keys: [],
    run: (editor) => editor.set({ solo: new Set(), unseen: new Set(), unseenClasses: new Set() }),
  },
  { id: "usual-rows", label: msg`Put the rows back in their order`, group: "View", keys: [], run: (editor) => editor.set({ ranks: {} }) },
  { id: "next-untagged", label: msg`Next untagged stretch`, group: "Move", keys: [], run: (editor) => toUntagged(editor, 1) },
  { id: "previous-untagged", label: msg`Previous untagged stretch`, group: "Move", keys: [], run: (editor) => toUntagged(editor, -1) },
]

function blocks({ records, desk, state }: Editor) {
  return blocksOf(rowsOf(records, desk.classes, state), state.ranks)
}

/** The key of the row that the selection lies on. */
function rowKey({ selected }: Editor): string {
  if (!selected) return ""
  return selected.kind === "tag" ? classKey(selected) : selected.id
}

/** Move a row or group among those beside it. */
export function moveRow(editor: Editor, key: string, by: number): void {
  const ranks = movedBy(blocks(editor), editor.state.ranks, key, by)
  if (ranks) editor.set({ ranks })
}

/** Collapse a group, or open it again. */
export function toggleGroup(editor: Editor, key: string): void {
  const { collapsed } = editor.state
  editor.set({ collapsed: collapsed.has(key) ? new Set([...collapsed].filter((other) => other !== key)) : new Set([...collapsed, key]) })
}

/** Switch whether a row is shown alone, locked, or drawn. */
export function switchRow(editor: Editor, row: AnyRow, what: RowSwitch): void {
  editor.set(switched(editor.state, row, what))
}

/** The stretches that nobody tagged, as they are now. */
export function stretches({ store, clip }: Editor): Span[] {
  return untagged(store.view, clip, store.skips)
}

function toUntagged(editor: Editor, direction: 1 | -1): void {
  const next = nextOf(stretches(editor), editor.player.asked, direction)
  if (next) goToStretch(editor, next)
  else editor.say(t`Every frame has a tag`)
}

/** Go where a stretch begins, and mark it, so that a digit fills it. */
export function goToStretch(editor: Editor, [start, end]: Span): void {
  editor.player.seek(start)
  editor.set({ selected: null, keyframe: null, in: start, out: end, rangeRows: new Set() })
}
