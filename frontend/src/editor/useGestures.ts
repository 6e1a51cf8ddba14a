/** Pointer presses on the picture: tools draw, the middle button pans. */
import { type PointerEvent, type RefObject, useRef } from "react"
import type { Editor } from "../editor-core/editor"
import type { Point } from "../editor-core/shapes/shape"
import { useEditor } from "./context"
import * as hand from "../editor-core/tools/hand"

/** Presses that moved less than this were clicks. */
const CLICK_PX = 3

interface Drag {
  readonly x: number
  readonly y: number
  /** How far the picture was moved when the middle button went down; null for a tool. */
  readonly pan: Point | null
  moved: boolean
}

/** Handlers for the picture; `stage` is the element that the video fills. */
export function useGestures(stage: RefObject<HTMLElement | null>) {
  const editor = useEditor()
  const drag = useRef<Drag | null>(null)
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      drag.current = begin(editor, event, stage.current)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current
      const place = placeOf(editor, event, stage.current)
      if (editor.state.draft || editor.state.tool === "mask") editor.set({ pointer: place })
      if (!now) return
      const [dx, dy] = [event.clientX - now.x, event.clientY - now.y]
      now.moved ||= Math.hypot(dx, dy) >= CLICK_PX
      if (now.pan) editor.set({ pan: { x: now.pan.x + dx, y: now.pan.y + dy } })
      else if (now.moved) hand.move(editor, place, event.altKey)
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current
      drag.current = null
      if (now && !now.pan) hand.release(editor, placeOf(editor, event, stage.current), event.altKey, now.moved)
    },
    onPointerLeave: () => {
      if (!drag.current && editor.state.tool === "mask") editor.set({ pointer: null })
    },
    onPointerCancel: () => {
      drag.current = null
      editor.letGo()
    },
  }
}

/** Where the pointer is, in pixels of the picture. */
function placeOf(editor: Editor, event: PointerEvent, stage: HTMLElement | null): Point {
  const box = stage?.getBoundingClientRect() ?? new DOMRect()
  const pixel = editor.clip.width / Math.max(box.width, 1)
  return { x: (event.clientX - box.left) * pixel, y: (event.clientY - box.top) * pixel }
}

function begin(editor: Editor, event: PointerEvent<HTMLElement>, stage: HTMLElement | null): Drag | null {
  const onButton = event.target instanceof Element && event.target.closest("button, a, input, .ws-hud") !== null
  if (event.button > 1 || onButton) return null
  event.currentTarget.setPointerCapture(event.pointerId)
  event.currentTarget.focus({ preventScroll: true })
  event.preventDefault()
  if (editor.player.speed !== 0) editor.player.play(0)
  const start = { x: event.clientX, y: event.clientY, moved: false }
  if (event.button === 1) return { ...start, pan: editor.state.pan }
  if (editor.state.crosshair) editor.set({ crosshair: null })
  hand.press(editor, placeOf(editor, event, stage), event.altKey, event.shiftKey || event.ctrlKey || event.metaKey)
  return { ...start, pan: null }
}
