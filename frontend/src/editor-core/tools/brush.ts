/** The brush: paints pixels of a mask, or takes them away. */
import { msg, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { shapeOn } from "../interpolate"
import { existsAt, newTrack } from "../records"
import { maskOf, type Pixels, pixelsOf, stroke } from "../shapes/pixels"
import type { Point } from "../shapes/shape"
import { setShape } from "../tracks"
import type { Annotation, Change, MaskGeometry } from "../types"
import { classToDraw } from "./drag"
import type { Gesture } from "./gesture"
import type { Tool } from "./tool"

const [SMALLEST, LARGEST] = [1, 400]

export const MASK: Tool = {
  id: "mask",
  label: msg`Brush mask`,
  key: "Shift+B",
  cursor: "none",
  press(editor, { point, alt }) {
    const { erases, radius } = editor.state.brush
    const record = maskBeneath(editor)
    const value = erases !== alt ? 0 : 1
    if (!record && value === 0) {
      editor.say(t`Select a mask to take pixels away from it`)
      return null
    }
    return record ? repaint(editor, record, point, radius, value) : paint(editor, point, radius)
  },
}

/** The selected mask, where it is on this frame. */
function maskBeneath(editor: Editor): Annotation | null {
  const record = editor.selected
  return record?.kind === "mask" && existsAt(record, editor.frame) && !editor.isLocked(record) ? record : null
}

function paint(editor: Editor, from: Point, radius: number): Gesture | null {
  const labelClass = classToDraw(editor, "mask")
  if (!labelClass) return null
  const { frame, clip } = editor
  const record = newTrack(labelClass, frame, { x: 0, y: 0 }, clip)
  return {
    label: t`Paint ${labelClass.name}`,
    clicks: true,
    changes: painted(pixelsOf(null, clip), from, radius, 1, (mask) => [{ added: { ...record, keyframes: { [frame]: mask } } }]),
    done: () => editor.set({ selected: record.id, keyframe: null }),
  }
}

function repaint(editor: Editor, record: Annotation, from: Point, radius: number, value: 0 | 1): Gesture {
  const { frame, clip } = editor
  const shape = shapeOn(record, frame)
  const mask = shape && "runs" in shape ? shape : null
  return {
    label: value === 1 ? t`Paint` : t`Erase`,
    clicks: true,
    changes: painted(pixelsOf(mask, clip), from, radius, value, (next) => [setShape(record, frame, next)]),
  }
}

/** The pixels under each place that the pointer came by; a mask without any pixel is not one. */
function painted(pixels: Pixels, from: Point, radius: number, value: 0 | 1, say: (mask: MaskGeometry) => Change[]) {
  let last = from
  return (to: Point): readonly Change[] => {
    stroke(pixels, last, to, radius, value)
    last = to
    const mask = maskOf(pixels)
    return mask ? say(mask) : []
  }
}

/** Make the brush larger (1) or smaller (-1) by about a fifth. */
export function resizeBrush(editor: Editor, by: 1 | -1): void {
  const { brush } = editor.state
  const radius = by > 0 ? Math.max(brush.radius + 1, Math.round(brush.radius * 1.2)) : Math.min(brush.radius - 1, Math.round(brush.radius / 1.2))
  editor.set({ brush: { ...brush, radius: Math.min(Math.max(radius, SMALLEST), LARGEST) } })
}
