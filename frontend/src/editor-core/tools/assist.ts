/** The tool that outlines what is pointed at: a click on it, or a box around it. */
import { msg, t } from "@lingui/core/macro"
import { outline } from "../assist"
import type { Editor } from "../editor"
import { around, type Point } from "../shapes/shape"
import type { Pointing } from "../suggestion"
import { classToDraw } from "./drag"
import type { Gesture, Press } from "./gesture"
import type { Tool } from "./tool"

/** A smaller box is a click that slipped. */
const LEAST_PX = 4

export const ASSIST: Tool = {
  id: "assist",
  label: msg`Outline by click or box (suggestion)`,
  key: "Shift+P",
  cursor: "crosshair",
  press: pointAt,
}

function pointAt(editor: Editor, { point }: Press): Gesture | null {
  const labelClass = classToDraw(editor, "polygon")
  if (!labelClass || !editor.allowed()) return null
  const { frame } = editor
  const ask = (asked: Omit<Pointing, "frame">) => void outline(editor, labelClass, { frame, ...asked })
  return {
    label: t`Outline`,
    changes: () => [],
    follow: (to) => editor.set({ band: around([point, to]) }),
    finish: (to: Point) => {
      const box = around([point, to])
      if (Math.min(box.width, box.height) < LEAST_PX) ask({ point })
      else ask({ box })
    },
    click: () => ask({ point }),
  }
}
