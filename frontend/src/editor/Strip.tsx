/** The whole clip in one line, with the window that the timeline shows. */
import { type PointerEvent, useCallback, useRef } from "react"
import type { Row } from "../editor-core/timeline/rows"
import { paletteOf } from "../editor-core/timeline/scene"
import { drawStrip } from "../editor-core/timeline/strip"
import { resolved } from "../editor-core/timeline/window"
import { type Around, useAround } from "./around"
import { useEditor } from "./context"
import { useCanvas } from "./useCanvas"
import { sceneOf } from "./useScene"

const PICTURES = 14

export function Strip({ rows }: { rows: readonly Row[] }) {
  const editor = useEditor()
  const { clip } = useAround()
  const grab = useRef<number | null>(null)
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const palette = paletteOf(context.canvas)
      const given = { rows, scroll: 0, width, height, hover: null, comments: [], palette }
      drawStrip(context, sceneOf(editor, given), height)
    },
    [editor, rows],
  )
  const canvas = useCanvas(paint)
  const at = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const now = resolved(editor.state.window, editor.clip.frames, box.width)
    return { frame: ((event.clientX - box.left) / box.width) * editor.clip.frames, now, span: box.width / now.perFrame }
  }
  const move = (event: PointerEvent<HTMLElement>) => {
    if (grab.current === null) return
    const { frame, now } = at(event)
    editor.set({ window: { ...now, start: Math.max(0, frame - grab.current) } })
  }
  return (
    <div className="ws-strip">
      <span>Whole clip</span>
      <div>
        <Film sprite={clip.sprite} />
        <canvas
          ref={canvas}
          role="img"
          aria-label="Whole clip; drag the window to move the timeline"
          onPointerDown={(event) => {
            const { frame, now, span } = at(event)
            const inside = frame >= now.start && frame <= now.start + span
            grab.current = inside ? frame - now.start : span / 2
            event.currentTarget.setPointerCapture(event.pointerId)
            move(event)
          }}
          onPointerMove={move}
          onPointerUp={(event) => {
            grab.current = null
            const { now, span, frame } = at(event)
            if (span >= editor.clip.frames - 1) editor.player.seek(Math.floor(frame))
            else if (editor.frame < now.start || editor.frame > now.start + span) editor.player.seek(Math.floor(frame))
          }}
        />
      </div>
    </div>
  )
}

/** Pictures of the clip, evenly over its length. */
function Film({ sprite }: { sprite: Around["clip"]["sprite"] }) {
  if (!sprite || sprite.count === 0) return null
  return (
    <div className="ws-film" aria-hidden="true">
      {Array.from({ length: PICTURES }, (_, at) => {
        const cell = Math.min(Math.floor(((at + 0.5) / PICTURES) * sprite.count), sprite.count - 1)
        const [column, row] = [cell % sprite.columns, Math.floor(cell / sprite.columns)]
        const share = (index: number, of: number) => (of > 1 ? (index / (of - 1)) * 100 : 0)
        const style = {
          backgroundImage: `url("${sprite.url}")`,
          backgroundSize: `${sprite.columns * 100}% ${sprite.rows * 100}%`,
          backgroundPosition: `${share(column, sprite.columns)}% ${share(row, sprite.rows)}%`,
        }
        return <i key={at} style={style} />
      })}
    </div>
  )
}
