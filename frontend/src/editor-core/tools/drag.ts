/** Tools that draw a shape with one drag. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { newTrack } from "../records"
import { drawnBox } from "../shapes/box"
import { ellipseIn } from "../shapes/ellipse"
import { shapeOfKind } from "../shapes/registry"
import { inside, type Picture, type Point } from "../shapes/shape"
import { skeletonIn } from "../shapes/skeleton"
import { vectorTo } from "../shapes/vector"
import type { Geometry, LabelClass, ShapeKind } from "../types"
import { said, type Words } from "../words"
import type { Gesture, Press } from "./gesture"
import { pressSelected } from "./select"
import { Magnet } from "./snap"
import type { Tool } from "./tool"

interface Drawing {
  readonly id: ShapeKind
  readonly label: Words
  readonly key: string
  readonly clicks?: boolean
  /** The shape between two places; null while it is too small to be one. */
  readonly shape: (from: Point, to: Point, picture: Picture, labelClass: LabelClass) => Geometry | null
}

export const BOX = drawing({ id: "box", label: msg`Box`, key: "B", shape: drawnBox })

export const ELLIPSE = drawing({
  id: "ellipse",
  label: msg`Ellipse`,
  key: "E",
  shape(from, to, picture) {
    const box = drawnBox(from, to, picture)
    return box && ellipseIn({ ...box, rotation: 0 })
  },
})

export const KEYPOINT = drawing({ id: "keypoint", label: msg`Keypoint`, key: "D", clicks: true, shape: (_, to, picture) => inside(to, picture) })

export const VECTOR = drawing({ id: "vector", label: msg`Vector`, key: "R", shape: vectorTo })

export const SKELETON = drawing({
  id: "skeleton",
  label: msg`Skeleton`,
  key: "S",
  shape(from, to, picture, { skeleton }) {
    const box = drawnBox(from, to, picture)
    return box && skeleton && skeletonIn(box, skeleton)
  },
})

function drawing({ shape, clicks, ...tool }: Drawing): Tool {
  return {
    ...tool,
    cursor: "crosshair",
    press(editor, press) {
      const onSelected = pressSelected(editor, press)
      if (onSelected) return onSelected
      const labelClass = classToDraw(editor, tool.id)
      if (!labelClass) return null
      const magnet = new Magnet(editor, null, press.reach)
      const from = magnet.place(press.point, press.alt)
      const at = (to: Point, free: boolean) => shape(from, magnet.place(to, free), editor.clip, labelClass)
      return { ...draws(editor, labelClass, at, press), ...(clicks ? { clicks } : {}) }
    },
  }
}

/** The class that is to be drawn; says so where there is none. */
export function classToDraw(editor: Editor, shape: ShapeKind): LabelClass | undefined {
  const found = editor.drawing(shape)
  const kind = said(shapeOfKind(shape).name)
  if (!found) editor.say(t`This project has no ${kind} class yet`)
  return found
}

function draws(editor: Editor, labelClass: LabelClass, at: (to: Point, free: boolean) => Geometry | null, press: Press): Gesture {
  const { frame } = editor
  const first = at(press.point, true) ?? { x: 0, y: 0 }
  // One id for the whole drag, so that the preview and the edit are the same record.
  const record = newTrack(labelClass, frame, first, editor.clip)
  return {
    label: t`Draw ${labelClass.name}`,
    changes(to, free) {
      const geometry = at(to, free)
      return geometry ? [{ added: { ...record, keyframes: { [frame]: geometry } } }] : []
    },
    done: () => editor.set({ selected: record.id, keyframe: null }),
  }
}
