/** Pointer presses on the picture: tools draw, the middle button pans. */
import { type PointerEvent, type RefObject, useRef } from "react"
import type { Editor } from "../editor-core/editor"
import type { Point } from "../editor-core/tools/geometry"
import { TOOLS } from "../editor-core/tools/registry"
import type { Gesture } from "../editor-core/tools/tool"
import { useEditor } from "./context"

/** Presses that moved less than this were clicks. */
const CLICK_PX = 3
/** Half of what a handle is caught in. */
const REACH_PX = 9

interface Drag {
  readonly gesture: Gesture | null
  readonly x: number
  readonly y: number
  readonly pan: Point | null
  moved: boolean
}

/** Handlers for the picture; `stage` is the element that the video fills. */
export function useGestures(stage: RefObject<HTMLElement | null>) {
  const editor = useEditor()
  const drag = useRef<Drag | null>(null)
  const end = () => {
    drag.current = null
    editor.set({ preview: [] })
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      drag.current = begin(editor, event, stage.current)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current
      if (!now) return
      const [dx, dy] = [event.clientX - now.x, event.clientY - now.y]
      now.moved ||= Math.hypot(dx, dy) >= CLICK_PX
      if (now.pan) editor.set({ pan: { x: now.pan.x + dx, y: now.pan.y + dy } })
      else if (now.gesture && now.moved) {
        editor.set({ preview: now.gesture.changes(placeOf(editor, event, stage.current).point) })
      }
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current
      end()
      if (!now?.gesture || !now.moved) return
      const changes = now.gesture.changes(placeOf(editor, event, stage.current).point)
      if (editor.change(now.gesture.label, changes)) now.gesture.done?.()
    },
    onPointerCancel: end,
  }
}

/** Where the pointer is, in item pixels, and how large a screen pixel is in them. */
function placeOf(editor: Editor, event: PointerEvent, stage: HTMLElement | null): { point: Point; pixel: number } {
  const box = stage?.getBoundingClientRect() ?? new DOMRect()
  const pixel = editor.clip.width / Math.max(box.width, 1)
  return { point: { x: (event.clientX - box.left) * pixel, y: (event.clientY - box.top) * pixel }, pixel }
}

function begin(editor: Editor, event: PointerEvent<HTMLElement>, stage: HTMLElement | null): Drag | null {
  const onButton = event.target instanceof Element && event.target.closest("button, a, input, .ws-hud") !== null
  if (event.button > 1 || onButton) return null
  event.currentTarget.setPointerCapture(event.pointerId)
  event.currentTarget.focus({ preventScroll: true })
  event.preventDefault()
  if (editor.player.speed !== 0) editor.player.play(0)
  const start = { x: event.clientX, y: event.clientY, moved: false }
  if (event.button === 1) return { ...start, gesture: null, pan: editor.state.pan }
  const { point, pixel } = placeOf(editor, event, stage)
  const tool = TOOLS.find(({ id }) => id === editor.state.tool)
  return { ...start, gesture: tool?.press(editor, point, REACH_PX * pixel) ?? null, pan: null }
}
