/** Pointer presses on the picture: tools draw, the middle button pans. */
import { type PointerEvent, type RefObject, useRef } from "react"
import type { Point } from "../editor-core/tools/geometry"
import { TOOLS } from "../editor-core/tools/registry"
import type { Gesture } from "../editor-core/tools/tool"
import { useEditor } from "./context"

/** Presses that moved less than this were clicks. */
const CLICK_PX = 3
const TARGET_PX = 12

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

  const at = (event: PointerEvent) => {
    const box = stage.current?.getBoundingClientRect() ?? new DOMRect()
    const pixel = editor.clip.width / Math.max(box.width, 1)
    return { point: { x: (event.clientX - box.left) * pixel, y: (event.clientY - box.top) * pixel }, pixel }
  }

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest("button, a, input, .ws-hud")) return
    const { point, pixel } = at(event)
    const middle = event.button === 1
    if (event.button > 1) return
    event.currentTarget.setPointerCapture(event.pointerId)
    event.currentTarget.focus({ preventScroll: true })
    event.preventDefault()
    if (editor.player.speed !== 0) editor.player.play(0)
    const tool = TOOLS.find(({ id }) => id === editor.state.tool)
    const gesture = middle ? null : (tool?.press(editor, point, TARGET_PX * pixel * 0.75) ?? null)
    const pan = middle ? editor.state.pan : null
    drag.current = { gesture, x: event.clientX, y: event.clientY, pan, moved: false }
  }

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const now = drag.current
    if (!now) return
    const [dx, dy] = [event.clientX - now.x, event.clientY - now.y]
    now.moved ||= Math.hypot(dx, dy) >= CLICK_PX
    if (now.pan) editor.set({ pan: { x: now.pan.x + dx, y: now.pan.y + dy } })
    else if (now.gesture && now.moved) editor.set({ preview: now.gesture.changes(at(event).point) })
  }

  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const now = drag.current
    drag.current = null
    editor.set({ preview: [] })
    if (!now?.gesture || !now.moved) return
    if (editor.change(now.gesture.label, now.gesture.changes(at(event).point))) now.gesture.done?.()
  }

  const onPointerCancel = () => {
    drag.current = null
    editor.set({ preview: [] })
  }

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel }
}
