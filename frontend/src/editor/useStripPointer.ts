/** Dragging the window on the whole-clip strip, or one of its edges; a press beside it goes there. */
import { type PointerEvent, useRef } from "react"
import { GRIP_PX, stripWindow } from "../editor-core/timeline/strip"
import { resolved } from "../editor-core/timeline/window"
import { useEditor } from "./context"

type Part = "start" | "end" | "middle" | "beside"

interface Grab {
  readonly part: Part
  /** How many frames behind the window's start the pointer took it. */
  readonly behind: number
}

export function useStripPointer() {
  const editor = useEditor()
  const grab = useRef<Grab | null>(null)
  const { frames } = editor.clip
  const at = (event: PointerEvent<HTMLElement>) => {
    const { left: edge, width } = event.currentTarget.getBoundingClientRect()
    const now = resolved(editor.state.window, frames, editor.laneWidth)
    const x = event.clientX - edge
    const [left, right] = stripWindow({ window: now, clip: editor.clip, width }, editor.laneWidth)
    const frame = Math.max(0, Math.min((x / width) * frames, frames))
    return { frame, now, span: editor.laneWidth / now.perFrame, part: partAt(x, left, right) }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const { frame, now, span, part } = at(event)
    const held = grab.current
    if (!held) event.currentTarget.style.cursor = CURSORS[part]
    else if (held.part === "start") show(Math.min(frame, now.start + span - 1), now.start + span)
    else if (held.part === "end") show(now.start, Math.max(frame, now.start + 1))
    else editor.set({ window: resolved({ ...now, start: frame - held.behind }, frames, editor.laneWidth) })
  }
  const show = (start: number, end: number) =>
    editor.set({ window: resolved({ start, perFrame: editor.laneWidth / (end - start) }, frames, editor.laneWidth) })
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const { frame, now, span, part } = at(event)
    // With all of the clip in view there is no window to move, so a press goes to its frame.
    const whole = span >= frames - 1 && part === "middle"
    grab.current = { part, behind: part === "beside" ? span / 2 : frame - now.start }
    event.currentTarget.setPointerCapture(event.pointerId)
    if (part === "beside" || whole) editor.player.seek(Math.floor(Math.min(frame, frames - 1)))
    if (part === "beside") onPointerMove(event)
  }
  const onPointerUp = () => {
    grab.current = null
  }
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp }
}

const CURSORS: Readonly<Record<Part, string>> = { start: "ew-resize", end: "ew-resize", middle: "grab", beside: "pointer" }

function partAt(x: number, left: number, right: number): Part {
  if (Math.abs(x - left) <= GRIP_PX && x < (left + right) / 2) return "start"
  if (Math.abs(x - right) <= GRIP_PX) return "end"
  return x > left && x < right ? "middle" : "beside"
}
