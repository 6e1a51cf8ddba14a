/** Presses and drags on the lanes of the timeline. */
import { type PointerEvent, useRef } from "react"
import { beginDrag, type TimelineDrag } from "../editor-core/timeline/drag"
import { type Hit, hitTest } from "../editor-core/timeline/hit"
import type { Row } from "../editor-core/timeline/rows"
import { frameOf, panned, resolved } from "../editor-core/timeline/window"
import { useEditor } from "./context"

export type Hover = { readonly record: string; readonly index: number } | null

interface Ground {
  readonly rows: readonly Row[]
  readonly scroll: number
  readonly setHover: (hover: Hover) => void
}

interface Press {
  readonly drag: TimelineDrag | null
  readonly x: number
  moved: boolean
  lastX: number
}

/** How far the pointer must go before a press becomes a drag. */
const CLICK_PX = 3

export function useTimelinePointer({ rows, scroll, setHover }: Ground) {
  const editor = useEditor()
  const press = useRef<Press | null>(null)

  const look = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const window = resolved(editor.state.window, editor.clip.frames, box.width)
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const hit = hitTest({ rows, scroll, window, width: box.width, selected: editor.state.selected }, x, y)
    return { hit, exact: frameOf(x, window), width: box.width }
  }

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button > 1) return
    event.preventDefault()
    event.currentTarget.focus({ preventScroll: true })
    event.currentTarget.setPointerCapture(event.pointerId)
    const { hit, exact } = look(event)
    const drag = event.button === 1 ? null : begin(hit, exact)
    press.current = { drag, x: event.clientX, moved: false, lastX: event.clientX }
  }

  const begin = (hit: Hit, exact: number): TimelineDrag => {
    const drag = beginDrag(editor, hit, exact)
    if (hit.kind === "keyframe") editor.set({ selected: hit.record.id, keyframe: hit.frame })
    else if ("record" in hit) editor.set({ selected: hit.record.id, keyframe: null })
    else if (hit.kind === "lane") editor.set({ selected: hit.row.record?.id ?? null, keyframe: null })
    if (drag.scrub) editor.player.seek(Math.floor(exact))
    return drag
  }

  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const now = press.current
    const { hit, exact, width } = look(event)
    if (!now) {
      event.currentTarget.style.cursor = cursorOf(hit)
      setHover("index" in hit ? { record: hit.record.id, index: hit.index } : null)
      return
    }
    now.moved ||= Math.abs(event.clientX - now.x) >= CLICK_PX
    if (!now.drag) {
      editor.set({ window: panned(editor.state.window, now.lastX - event.clientX, editor.clip.frames, width) })
    } else if (now.drag.scrub) editor.player.seek(Math.floor(exact))
    else if (now.moved) editor.set({ preview: now.drag.changes(exact, event.altKey) })
    now.lastX = event.clientX
  }

  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const now = press.current
    press.current = null
    editor.set({ preview: [] })
    if (!now?.drag || now.drag.scrub) return
    const { hit, exact } = look(event)
    if (now.moved) {
      editor.change(now.drag.label, now.drag.changes(exact, event.altKey))
      editor.set({ keyframe: null })
    } else editor.player.seek(hit.kind === "keyframe" ? hit.frame : Math.floor(exact))
  }

  const onPointerCancel = () => {
    press.current = null
    editor.set({ preview: [] })
  }

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onPointerLeave: () => setHover(null) }
}

function cursorOf(hit: Hit): string {
  if (hit.kind === "edge") return "ew-resize"
  return hit.kind === "keyframe" || hit.kind === "span" ? "pointer" : "default"
}
