/** Dragging the window on the whole-clip strip; a press beside it goes there. */
import { type PointerEvent, useRef } from "react"
import { resolved } from "../editor-core/timeline/window"
import { useEditor } from "./context"

export function useStripPointer() {
  const editor = useEditor()
  const grab = useRef<number | null>(null)
  const { frames } = editor.clip
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const now = resolved(editor.state.window, frames, box.width)
    const span = box.width / now.perFrame
    const frame = ((event.clientX - box.left) / box.width) * frames
    return { frame, now, span, inside: frame >= now.start && frame <= now.start + span }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (grab.current === null) return
    const { frame, now } = at(event)
    editor.set({ window: { ...now, start: Math.max(0, frame - grab.current) } })
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const { frame, now, span, inside } = at(event)
    grab.current = inside ? frame - now.start : span / 2
    event.currentTarget.setPointerCapture(event.pointerId)
    // With all of the clip in view there is no window to move, so a press goes to its frame.
    if (!inside || span >= frames - 1) editor.player.seek(Math.floor(frame))
    onPointerMove(event)
  }
  const onPointerUp = () => {
    grab.current = null
  }
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp }
}
