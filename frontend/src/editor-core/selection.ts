/** Which labels are selected: one that leads, whose fields are shown, and others beside it. */
import type { Editor } from "./editor"
import { update } from "./edits"
import { shapeOn } from "./interpolate"
import { freeInstance } from "./joining"
import { existsAt } from "./records"
import { shapeOf, shiftedTogether } from "./shapes/registry"
import type { Bounds } from "./shapes/shape"
import { moveSpan, moveSpans } from "./tags"
import { setShape } from "./tracks"
import type { Annotation, Change, Geometry, Span } from "./types"

/** Select these records; the first one leads. None deselects. */
export function select(editor: Editor, ids: Iterable<string>): void {
  const [first, ...others] = new Set(ids)
  editor.set({ selected: first ?? null, others: new Set(others), keyframe: null })
}

/** Select a record alone; with `more`, add it to the selection, or take it out of it. */
export function pickRecord(editor: Editor, id: string, more = false): void {
  const before = editor.chosen.map((record) => record.id)
  if (!more) select(editor, [id])
  else select(editor, before.includes(id) ? before.filter((each) => each !== id) : [id, ...before])
}

/** Go to where a record is: it may be on this frame, else where the nearest of its spans begins. */
export function goTo(editor: Editor, { spans }: Annotation): void {
  const away = ([start, end]: Span) => Math.max(start - editor.frame, editor.frame - end + 1, 0)
  const [nearest] = spans.toSorted((a, b) => away(a) - away(b))
  if (nearest && away(nearest) > 0) editor.player.seek(nearest[0])
}

/** Everything that the focused region shows: shapes of this frame, or all labels of the clip. */
export function selectable(editor: Editor): string[] {
  const records = editor.state.region === "canvas" ? editor.shapesAt(editor.frame) : [...editor.records.values()]
  return records.filter((record) => editor.isSeen(record) && !editor.isLocked(record)).map(({ id }) => id)
}

/** The shapes of this frame that a band over the picture touches. */
export function within(editor: Editor, band: Bounds): string[] {
  const touches = (record: Annotation) => {
    const geometry = shapeOn(record, editor.frame)
    return geometry !== null && overlap(shapeOf(geometry).bounds(geometry), band)
  }
  const open = editor.shapesAt(editor.frame).filter((record) => !editor.isLocked(record))
  return open.filter(touches).map(({ id }) => id)
}

function overlap(a: Bounds, b: Bounds): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}

/** The shapes of the selection on this frame that may be moved, with what they are now. */
export function movable(editor: Editor): { record: Annotation; geometry: Geometry }[] {
  const open = editor.chosen.filter((record) => !editor.isLocked(record) && existsAt(record, editor.frame))
  return open.flatMap((record) => {
    const geometry = record.kind === "tag" ? null : shapeOn(record, editor.frame)
    return geometry ? [{ record, geometry }] : []
  })
}

/** Move shapes by the same way, as far as the picture lets the outermost of them. */
export function moveShapes(editor: Editor, shapes: ReturnType<typeof movable>, dx: number, dy: number): Change[] {
  const moved = shiftedTogether(shapes.map(({ geometry }) => geometry), dx, dy, editor.clip)
  return shapes.flatMap(({ record }, at) => {
    const geometry = moved[at]
    return geometry ? [setShape(record, editor.frame, geometry)] : []
  })
}

/** What keys move: shapes by pixels of the picture, tags by frames. */
export function nudged(editor: Editor, x: number, y: number): Change[] {
  const tags = editor.chosen.filter(({ kind }) => kind === "tag")
  const [only] = tags
  const spans =
    editor.chosen.length === 1 && only
      ? [moveSpan(only, Math.max(only.spans.findIndex(([, end]) => end > editor.frame), 0), x, editor.clip)]
      : moveSpans(tags, x, editor.clip)
  return [...(x === 0 ? [] : spans), ...moveShapes(editor, movable(editor), x, y)]
}

/** One instance number for all that is selected: the lowest that one of them has, else the next free one. */
export function grouped(editor: Editor): Change[] {
  const numbers = editor.chosen.flatMap(({ instance }) => instance ?? [])
  const instance = editor.chosen.length > 1 && numbers.length > 0 ? Math.min(...numbers) : freeInstance(editor.store.view)
  return editor.chosen.filter(({ kind }) => kind !== "tag").map((record) => update(record, { instance }))
}
