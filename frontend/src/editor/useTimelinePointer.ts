/** Presses and drags on the lanes of the timeline. */
import { type PointerEvent, useRef } from "react"
import type { Editor } from "../editor-core/editor"
import { beginDrag, type TimelineDrag } from "../editor-core/timeline/drag"
import { type Hit, hitTest } from "../editor-core/timeline/hit"
import type { AnyRow } from "../editor-core/timeline/groups"
import type { Lane } from "../editor-core/timeline/lanes"
import { RangeDrag } from "../editor-core/timeline/rangeDrag"
import { pickRecord, select } from "../editor-core/selection"
import { frameOf, panned, resolved } from "../editor-core/timeline/window"
import type { Change } from "../editor-core/types"
import { useEditor } from "./context"

export type Hover = { readonly record: string; readonly index: number } | null

interface Ground {
  readonly rows: readonly AnyRow[]
  readonly lanes: readonly Lane[]
  readonly comments: readonly number[]
  readonly scroll: number
  readonly setHover: (hover: Hover) => void
}

interface Press {
  readonly drag: TimelineDrag | null
  /** With Shift, the range that is being marked. */
  readonly range: RangeDrag | null
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
    editor.set({ preview: [], snap: null })
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      if (event.button > 1) return
      event.preventDefault()
      event.currentTarget.focus({ preventScroll: true })
      event.currentTarget.setPointerCapture(event.pointerId)
      const sight = look(event)
      const more = event.ctrlKey || event.metaKey
      const range = event.shiftKey && event.button === 0 ? new RangeDrag(editor, ground, sight) : null
      const drag = event.button === 1 || range ? null : begin(editor, sight, more)
      press.current = { drag, range, x: event.clientX, moved: false, lastX: event.clientX }
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
  readonly y: number
  readonly width: number
}

function sightOf(editor: Editor, ground: Ground, event: PointerEvent<HTMLCanvasElement>): Sight {
  const box = event.currentTarget.getBoundingClientRect()
  const window = resolved(editor.state.window, editor.clip.frames, box.width)
  const [x, y] = [event.clientX - box.left, event.clientY - box.top]
  const hit = hitTest({ ...ground, window, width: box.width, selected: editor.state.selected }, x, y)
  return { hit, exact: frameOf(x, window), y, width: box.width }
}

function begin(editor: Editor, { hit, exact }: Sight, more: boolean): TimelineDrag | null {
  if (more && "record" in hit) {
    pickRecord(editor, hit.record.id, true)
    return null
  }
  if (hit.kind === "comment") return NO_DRAG
  const drag = beginDrag(editor, hit, exact)
  // What is dragged with others stays selected with them.
  if (hit.kind === "span" && editor.state.others.size > 0 && editor.isChosen(hit.record.id)) return drag
  if (hit.kind === "keyframe") editor.set({ selected: hit.record.id, keyframe: hit.frame })
  else if ("record" in hit) editor.set({ selected: hit.record.id, keyframe: null })
  else if (hit.kind === "lane") editor.set({ selected: hit.row.record?.id ?? null, keyframe: null })
  if (drag.scrub) editor.player.scrub(Math.floor(exact))
  return drag
}

/** A press that is only ever a click. */
const NO_DRAG: TimelineDrag = { label: "", scrub: false, changes: () => [] }

function follow(editor: Editor, press: Press, { exact, y, width }: Sight, event: PointerEvent): void {
  press.moved ||= Math.abs(event.clientX - press.x) >= CLICK_PX
  if (press.range) {
    if (press.moved) press.range.to(exact, y, event.altKey)
  } else if (!press.drag) {
    editor.set({ window: panned(editor.state.window, press.lastX - event.clientX, editor.clip.frames, width) })
  } else if (press.drag.scrub) editor.player.scrub(Math.floor(exact))
  else if (press.moved) editor.set({ preview: press.drag.changes(exact, event.altKey) })
  press.lastX = event.clientX
}

function release(editor: Editor, { drag, range, moved }: Press, { hit, exact }: Sight, free: boolean): void {
  if (range && !moved && "record" in hit) pickRecord(editor, hit.record.id, true)
  if (!drag || drag.scrub) return
  if (hit.kind === "comment" && !moved) {
    editor.player.seek(hit.frame)
    editor.set({ tab: "comments" })
    return
  }
  if (moved) {
    const changes = drag.changes(exact, free)
    if (editor.change(drag.label, changes)) editor.set({ keyframe: movedTo(changes) })
    return
  }
  if ("record" in hit && editor.state.others.size > 0) select(editor, [hit.record.id])
  editor.player.seek(hit.kind === "keyframe" ? hit.frame : Math.floor(exact))
}

/** The frame that a keyframe was moved to; it stays selected. */
function movedTo(changes: readonly Change[]): number | null {
  const [change] = changes
  const { from, to } = change && "updated" in change ? change.updated : { from: {}, to: {} }
  const frame = Object.keys(to.keyframes ?? {}).find((each) => !(each in (from.keyframes ?? {})))
  return frame === undefined ? null : Number(frame)
}

function cursorOf(hit: Hit): string {
  if (hit.kind === "edge") return "ew-resize"
  return ["keyframe", "span", "comment"].includes(hit.kind) ? "pointer" : "default"
}
