/** What a bulk edit is about: the labels of some rows between In and Out. */
import type { Editor } from "../editor"
import { isGuess } from "../records"
import { classKey, TAGS } from "../timeline/groups"
import type { Annotation, Span } from "../types"
import { isWithin } from "./cut"

/** The range between In and Out, whichever was set first, at least one frame long; null where one of them is not set. */
export function markedRange({ state }: Editor): Span | null {
  const { in: from, out: to } = state
  return from === null || to === null ? null : [Math.min(from, to), Math.max(from, to, Math.min(from, to) + 1)]
}

/** The labels that people may change in the range: of the chosen rows, or of all rows that are not switched off. */
export function targetsOf(editor: Editor, range: Span): Annotation[] {
  const { rangeRows } = editor.state
  const chosen = (record: Annotation) =>
    rangeRows.has(record.id) || rangeRows.has(classKey(record)) || (record.kind === "tag" && rangeRows.has(TAGS))
  const meant = (record: Annotation) => (rangeRows.size === 0 ? editor.isSeen(record) : chosen(record) && !record.negative)
  return [...editor.store.view.values()].filter(
    (record) => isWithin(record, range) && !isGuess(record) && !editor.isLocked(record) && meant(record),
  )
}

/** Mark a range over the rows from one to another, as they lie on the timeline. */
export function markRange(editor: Editor, from: number, to: number, rows: readonly string[]): void {
  const { frames } = editor.clip
  const start = Math.max(0, Math.min(from, to, frames - 1))
  const end = Math.min(Math.max(from, to, start + 1), frames)
  editor.set({ in: start, out: end, rangeRows: new Set(rows) })
}
