/** Presses and drags on the lanes of the timeline. */
import { type PointerEvent, useRef } from "react"
import type { Editor } from "../editor-core/editor"
import { beginDrag, type TimelineDrag } from "../editor-core/timeline/drag"
import { type Hit, hitTest } from "../editor-core/timeline/hit"
import type { Lane } from "../editor-core/timeline/lanes"
import type { Row } from "../editor-core/timeline/rows"
import { frameOf, panned, resolved } from "../editor-core/timeline/window"
import { useEditor } from "./context"

export type Hover = { readonly record: string; readonly index: number } | null

interface Ground {
  readonly rows: readonly Row[]
  readonly lanes: readonly Lane[]
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

export function useTimelinePointer(ground: Ground) {
  const editor = useEditor()
  const press = useRef<Press | null>(null)
  const { setHover } = ground
  const look = (event: PointerEvent<HTMLCanvasElement>): Sight => sightOf(editor, ground, event)
  const end = () => {
    press.current = null
    editor.set({ preview: [] })
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      if (event.button > 1) return
      event.preventDefault()
      event.currentTarget.focus({ preventScroll: true })
      event.currentTarget.setPointerCapture(event.pointerId)
      const drag = event.button === 1 ? null : begin(editor, look(event))
      press.current = { drag, x: event.clientX, moved: false, lastX: event.clientX }
    },
    onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => {
      const sight = look(event)
      if (press.current) follow(editor, press.current, sight, event)
      else {
        event.currentTarget.style.cursor = cursorOf(sight.hit)
        setHover("index" in sight.hit ? { record: sight.hit.record.id, index: sight.hit.index } : null)
      }
    },
    onPointerUp: (event: PointerEvent<HTMLCanvasElement>) => {
      const now = press.current
      end()
      if (now) release(editor, now, look(event), event.altKey)
    },
    onPointerCancel: end,
    onPointerLeave: () => setHover(null),
  }
}

interface Sight {
  readonly hit: Hit
  readonly exact: number
  readonly width: number
}

function sightOf(editor: Editor, { rows, lanes, scroll }: Ground, event: PointerEvent<HTMLCanvasElement>): Sight {
  const box = event.currentTarget.getBoundingClientRect()
  const window = resolved(editor.state.window, editor.clip.frames, box.width)
  const [x, y] = [event.clientX - box.left, event.clientY - box.top]
  const hit = hitTest({ rows, lanes, scroll, window, width: box.width, selected: editor.state.selected }, x, y)
  return { hit, exact: frameOf(x, window), width: box.width }
}

function begin(editor: Editor, { hit, exact }: Sight): TimelineDrag {
  const drag = beginDrag(editor, hit, exact)
  if (hit.kind === "keyframe") editor.set({ selected: hit.record.id, keyframe: hit.frame })
  else if ("record" in hit) editor.set({ selected: hit.record.id, keyframe: null })
  else if (hit.kind === "lane") editor.set({ selected: hit.row.record?.id ?? null, keyframe: null })
  if (drag.scrub) editor.player.scrub(Math.floor(exact))
  return drag
}

function follow(editor: Editor, press: Press, { exact, width }: Sight, event: PointerEvent): void {
  press.moved ||= Math.abs(event.clientX - press.x) >= CLICK_PX
  if (!press.drag) {
    editor.set({ window: panned(editor.state.window, press.lastX - event.clientX, editor.clip.frames, width) })
  } else if (press.drag.scrub) editor.player.scrub(Math.floor(exact))
  else if (press.moved) editor.set({ preview: press.drag.changes(exact, event.altKey) })
  press.lastX = event.clientX
}

function release(editor: Editor, { drag, moved }: Press, { hit, exact }: Sight, free: boolean): void {
  if (!drag || drag.scrub) return
  if (moved) {
    editor.change(drag.label, drag.changes(exact, free))
    editor.set({ keyframe: null })
  } else editor.player.seek(hit.kind === "keyframe" ? hit.frame : Math.floor(exact))
}

function cursorOf(hit: Hit): string {
  if (hit.kind === "edge") return "ew-resize"
  return hit.kind === "keyframe" || hit.kind === "span" ? "pointer" : "default"
}
