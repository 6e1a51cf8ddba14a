/** The select tool: press picks the topmost box, drag moves it, handles resize it. */
import type { Editor } from "../editor"
import { boxAt, sorted } from "../interpolate"
import { existsAt } from "../records"
import { setBox } from "../tracks"
import type { Annotation, Geometry } from "../types"
import { contains, handleUnder, moved, type Point, resized } from "./geometry"
import type { Gesture, Tool } from "./tool"

export const SELECT: Tool = {
  id: "select",
  label: "Select",
  key: "V",
  cursor: "default",
  press(editor, point, reach) {
    const onSelected = pressSelected(editor, point, reach)
    if (onSelected) return onSelected
    const found = boxUnder(editor, point)
    editor.set({ selected: found?.id ?? null, keyframe: null })
    return found ? move(editor, found, point) : null
  },
}

/** A drag of the selected box, by a handle or as a whole; null where the press is elsewhere. */
export function pressSelected(editor: Editor, point: Point, reach: number): Gesture | null {
  const record = editor.selected
  if (record?.kind !== "box" || !existsAt(record, editor.frame)) return null
  const box = boxAt(sorted(record.keyframes), editor.frame)
  const handle = handleUnder(box, point, reach)
  if (handle) {
    return drag(editor, record, "Resize", (to) => resized(box, handle, to.x - point.x, to.y - point.y, editor.clip))
  }
  return contains(box, point) ? move(editor, record, point) : null
}

/** The smallest box under a point: a large one must not hide what lies inside it. */
export function boxUnder(editor: Editor, point: Point): Annotation | undefined {
  const area = (record: Annotation) => {
    const { width, height } = boxAt(sorted(record.keyframes), editor.frame)
    return width * height
  }
  const under = editor
    .boxesAt(editor.frame)
    .filter((record) => contains(boxAt(sorted(record.keyframes), editor.frame), point))
  return under.sort((a, b) => area(a) - area(b))[0]
}

function move(editor: Editor, record: Annotation, from: Point): Gesture {
  const box = boxAt(sorted(record.keyframes), editor.frame)
  return drag(editor, record, "Move", (to) => moved(box, from, to, editor.clip))
}

function drag(editor: Editor, record: Annotation, verb: string, place: (to: Point) => Geometry): Gesture {
  const frame = editor.frame
  const name = editor.classOf(record.class_id)?.name ?? "box"
  return { label: `${verb} ${name}`, changes: (to) => [setBox(record, frame, place(to))] }
}
