/** What a press, a drag and a release do with the tool in hand, led by a pointer or by keys. */
import type { Editor } from "../editor"
import { inside, type Point } from "../shapes/shape"
import { TOOLS } from "./registry"
import type { Tool } from "./tool"

/** Half of what a handle is caught in, in pixels of the screen. */
const REACH_PX = 9

export function press(editor: Editor, point: Point, alt: boolean, more = false): void {
  const { pixel } = editor
  editor.gesture = toolOf(editor)?.press(editor, { point, reach: REACH_PX * pixel, pixel, alt, more }) ?? null
}

export function move(editor: Editor, point: Point, free: boolean): void {
  const { gesture } = editor
  if (gesture?.follow) gesture.follow(point)
  else if (gesture) editor.set({ preview: gesture.changes(point, free) })
}

/** Let go; `moved` tells a drag from a click. */
export function release(editor: Editor, point: Point, free: boolean, moved: boolean): void {
  const { gesture } = editor
  editor.letGo()
  if (!gesture) return
  if (!moved && !gesture.clicks) gesture.click?.()
  else if (gesture.finish) gesture.finish(point)
  else if (editor.change(gesture.label, gesture.changes(point, free))) gesture.done?.()
}

/** Enter: show the crosshair, then press and let go where it is; without it, what the tool makes of it. */
export function confirm(editor: Editor): void {
  const { crosshair, draft } = editor.state
  if (!crosshair && draft) toolOf(editor)?.confirm?.(editor)
  else if (!crosshair) editor.set({ crosshair: { x: editor.clip.width / 2, y: editor.clip.height / 2 } })
  else if (editor.gesture) release(editor, crosshair, false, true)
  else {
    press(editor, crosshair, false)
    if (clicks(editor)) release(editor, crosshair, false, true)
  }
}

/** Move the crosshair, and what it drags. */
export function steer(editor: Editor, dx: number, dy: number): void {
  const { crosshair } = editor.state
  if (!crosshair) return
  const place = inside({ x: crosshair.x + dx, y: crosshair.y + dy }, editor.clip)
  editor.set({ crosshair: place, pointer: place })
  move(editor, place, false)
}

function toolOf(editor: Editor): Tool | undefined {
  return TOOLS.find(({ id }) => id === editor.state.tool)
}

function clicks({ gesture }: Editor): boolean {
  return gesture?.clicks === true
}
