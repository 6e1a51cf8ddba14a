/** The box tool: a drag draws a new track that begins at this frame. */
import { newBox } from "../records"
import { drawn } from "./geometry"
import { pressSelected } from "./select"
import type { Tool } from "./tool"

export const BOX: Tool = {
  id: "box",
  label: "Box",
  key: "B",
  cursor: "crosshair",
  press(editor, from, reach) {
    const onSelected = pressSelected(editor, from, reach)
    if (onSelected) return onSelected
    const labelClass =
      editor.classesOf("box").find(({ id }) => id === editor.state.boxClass) ?? editor.classesOf("box")[0]
    if (!labelClass) {
      editor.say("This project has no box class yet")
      return null
    }
    const frame = editor.frame
    // One id for the whole drag, so that the preview and the edit are the same record.
    const empty = newBox(labelClass, frame, { x: 0, y: 0, width: 0, height: 0 }, editor.clip)
    return {
      label: `Draw ${labelClass.name}`,
      changes(to) {
        const box = drawn(from, to, editor.clip)
        return box ? [{ added: { ...empty, keyframes: { [frame]: box } } }] : []
      },
      done() {
        editor.set({ selected: empty.id, keyframe: null })
      },
    }
  },
}
