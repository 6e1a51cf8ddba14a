/** The tools that draw place by place: polygon and line. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { shapeOn } from "../interpolate"
import { newTrack } from "../records"
import { placeOf } from "../shapes/outline"
import { polygonOf } from "../shapes/polygon"
import { inside, type Point } from "../shapes/shape"
import { setShape } from "../tracks"
import type { Annotation, Change, Geometry, LabelClass } from "../types"
import { classToDraw } from "./drag"
import type { Press } from "./gesture"
import { pressSelected } from "./select"
import { Magnet } from "./snap"
import type { Tool } from "./tool"

export const POLYGON: Tool = {
  id: "polygon",
  label: msg`Polygon`,
  key: "P",
  cursor: "crosshair",
  press: (editor, press) => pressPlace(editor, press, "polygon"),
  confirm: finish,
}

export const POLYLINE: Tool = {
  id: "polyline",
  label: msg`Line`,
  key: "W",
  cursor: "crosshair",
  press: (editor, press) => pressPlace(editor, press, "polyline"),
  confirm: finish,
}

const LEAST = { polygon: 3, polyline: 2 } as const

/** A press on the first place closes a polygon, one on the last ends the outline; any other adds a place. */
function pressPlace(editor: Editor, press: Press, kind: "polygon" | "polyline") {
  const { draft } = editor.state
  if (!draft) {
    const onSelected = pressSelected(editor, press)
    if (onSelected) return onSelected
  }
  if (!classToDraw(editor, kind) || !editor.allowed()) return null
  const places = draft?.places ?? []
  const near = (place: Point | undefined) =>
    place !== undefined && Math.hypot(place.x - press.point.x, place.y - press.point.y) <= press.reach
  const ends = near(places.at(-1)) || (kind === "polygon" && near(places[0]))
  if (places.length >= LEAST[kind] && ends) finish(editor)
  else if (!near(places.at(-1))) {
    const place = inside(new Magnet(editor, null, press.reach).place(press.point, press.alt), editor.clip)
    editor.set({ draft: { places: [...places, place], into: draft?.into ?? null }, pointer: place })
  }
  return null
}

/** Take the last place back. */
export function dropLast(editor: Editor): void {
  const { draft } = editor.state
  const places = draft?.places.slice(0, -1) ?? []
  editor.set({ draft: draft && places.length > 0 ? { ...draft, places } : null })
}

/** Make the outline what it is meant to be, if it has places enough. */
function finish(editor: Editor): void {
  const { draft, tool } = editor.state
  const kind = tool === "polyline" ? "polyline" : "polygon"
  const labelClass = editor.drawing(kind)
  if (!draft || !labelClass) return
  if (draft.places.length < LEAST[kind]) {
    editor.say(kind === "polygon" ? t`A polygon has at least ${LEAST.polygon} points` : t`A line has at least ${LEAST.polyline} points`)
    return
  }
  const places = draft.places.map(placeOf)
  const target = draft.into === null ? undefined : editor.store.view.get(draft.into)
  const shape: Geometry = kind === "polygon" ? polygonOf([places]) : { points: places }
  const made = target ? holeIn(editor, target, shape) : drawn(editor, labelClass, shape)
  if (made && editor.change(made.label, made.changes)) editor.set({ selected: made.id, keyframe: null, draft: null })
}

interface Made {
  readonly label: string
  readonly changes: readonly Change[]
  readonly id: string
}

function drawn(editor: Editor, labelClass: LabelClass, shape: Geometry): Made {
  const added = newTrack(labelClass, editor.frame, shape, editor.clip)
  return { label: t`Draw ${labelClass.name}`, changes: [{ added }], id: added.id }
}

function holeIn(editor: Editor, record: Annotation, shape: Geometry): Made | null {
  const around = shapeOn(record, editor.frame)
  if (!around || !("outline" in around) || !("outline" in shape)) return null
  const holes = [...(around.holes ?? []), shape.outline]
  return { label: t`Cut a hole`, changes: [setShape(record, editor.frame, { ...around, holes })], id: record.id }
}
