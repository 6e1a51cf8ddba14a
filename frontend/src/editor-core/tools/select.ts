/** The select tool: press picks a shape, drag moves it, handles change it. */
import { msg, plural, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { shapeOn } from "../interpolate"
import { existsAt } from "../records"
import { movable, moveShapes, pickRecord, select, within } from "../selection"
import { shapeOf, shifted } from "../shapes/registry"
import { around, type Handle, type Point } from "../shapes/shape"
import { jointOf, nextSight, withSight } from "../shapes/skeleton"
import { setShape } from "../tracks"
import type { Annotation, Geometry } from "../types"
import type { Gesture, Press } from "./gesture"
import { Magnet } from "./snap"
import type { Tool } from "./tool"

export const SELECT: Tool = {
  id: "select",
  label: msg`Select`,
  key: "V",
  cursor: "default",
  press(editor, press) {
    const onSelected = press.more ? null : pressSelected(editor, press)
    if (onSelected) return onSelected
    const found = shapeUnder(editor, press)
    if (!found) return band(editor, press)
    if (press.more) {
      pickRecord(editor, found.id, true)
      return null
    }
    if (editor.isChosen(found.id)) return moveAll(editor, found, press)
    editor.set({ selected: found.id, keyframe: null })
    return move(editor, found, press)
  },
}

/** A drag over the picture that selects what it touches; a click on nothing deselects. */
function band(editor: Editor, { point, more }: Press): Gesture {
  const before = more ? editor.chosen.map(({ id }) => id) : []
  return {
    label: t`Select`,
    changes: () => [],
    follow: (to) => editor.set({ band: around([point, to]) }),
    finish: (to) => select(editor, [...before, ...within(editor, around([point, to]))]),
    click: () => select(editor, before),
  }
}

/** A drag of everything that is selected, caught at one of it; a click selects that one alone. */
function moveAll(editor: Editor, caught: Annotation, { point }: Press): Gesture {
  const shapes = movable(editor)
  return {
    label: plural(shapes.length, { one: "Move # label", other: "Move # labels" }),
    changes: (to) => moveShapes(editor, shapes, to.x - point.x, to.y - point.y),
    click: () => select(editor, [caught.id]),
  }
}

/** A drag of the selected shape, by a handle or as a whole; null where the press is elsewhere. */
export function pressSelected(editor: Editor, press: Press): Gesture | null {
  const record = editor.selected
  if (!record || !isOpen(editor, record) || !existsAt(record, editor.frame)) return null
  const geometry = shapeOn(record, editor.frame)
  if (!geometry) return null
  const together = editor.state.others.size > 0
  const handle = together ? undefined : handleUnder(geometry, press)
  if (handle) return pull(editor, record, geometry, handle, press)
  if (!shapeOf(geometry).covers(geometry, press.point, press.reach / 2)) return null
  return together ? moveAll(editor, record, press) : move(editor, record, press)
}

/** The smallest shape under a press, of equals the topmost: a large one must not hide what lies inside it. */
export function shapeUnder(editor: Editor, { point, reach }: Press): Annotation | undefined {
  let best: { record: Annotation; area: number } | undefined
  for (const record of editor.shapesAt(editor.frame)) {
    const geometry = isOpen(editor, record) ? shapeOn(record, editor.frame) : null
    if (!geometry || !shapeOf(geometry).covers(geometry, point, reach / 2)) continue
    const { width, height } = shapeOf(geometry).bounds(geometry)
    if (!best || width * height <= best.area) best = { record, area: width * height }
  }
  return best?.record
}

/** Whether it may be pressed: it is neither locked nor switched off. */
function isOpen(editor: Editor, record: Annotation): boolean {
  return !editor.isLocked(record) && editor.isSeen(record) && editor.state.overlays
}

/** The handle under a press; what is drawn last lies on top. */
export function handleUnder(geometry: Geometry, { point, reach, pixel }: Press): Handle | undefined {
  const handles = shapeOf(geometry).handles(geometry, pixel)
  return handles.findLast(({ x, y }) => Math.abs(x - point.x) <= reach && Math.abs(y - point.y) <= reach)
}

function pull(editor: Editor, record: Annotation, geometry: Geometry, handle: Handle, press: Press): Gesture {
  const magnet = new Magnet(editor, record.id, press.reach)
  const { point, alt } = press
  // Held where it was caught, so that nothing jumps.
  const place = (to: Point) => ({ x: handle.x + to.x - point.x, y: handle.y + to.y - point.y })
  const snaps = handle.look !== "turn"
  const shape = shapeOf(geometry)
  const to = (at: Point, free: boolean) => shape.pull(geometry, handle.name, snaps ? magnet.place(place(at), free) : place(at), editor.clip)
  const gesture = drag(editor, record, t`Change`, to)
  const joint = alt && "joints" in geometry ? jointOf(handle.name) : null
  const click = () => {
    if (joint !== null) cycleSight(editor, record, geometry, joint)
    else editor.set({ handle: handle.name })
  }
  return { ...gesture, click }
}

function cycleSight(editor: Editor, record: Annotation, geometry: Geometry, name: string): void {
  if (!("joints" in geometry)) return
  const sight = nextSight(geometry.joints[name]?.sight)
  editor.change(t`Change how ${name} is seen`, [setShape(record, editor.frame, withSight(geometry, name, sight))])
}

function move(editor: Editor, record: Annotation, { point, reach }: Press): Gesture | null {
  const geometry = shapeOn(record, editor.frame)
  if (!geometry) return null
  const magnet = new Magnet(editor, record.id, reach)
  const bounds = shapeOf(geometry).bounds(geometry)
  return drag(editor, record, t`Move`, (to, free) => {
    const [dx, dy] = magnet.move(bounds, to.x - point.x, to.y - point.y, free)
    return shifted(geometry, dx, dy, editor.clip)
  })
}

function drag(editor: Editor, record: Annotation, verb: string, place: (to: Point, free: boolean) => Geometry): Gesture {
  const { frame } = editor
  const name = editor.classOf(record.class_id)?.name ?? t`a label`
  return { label: `${verb} ${name}`, changes: (to, free) => [setShape(record, frame, place(to, free))] }
}
