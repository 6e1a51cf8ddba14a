/** The whole clip in one line, with the window that the timeline shows. */
import { useCallback } from "react"
import type { Row } from "../editor-core/timeline/rows"
import { paletteOf } from "../editor-core/timeline/scene"
import { drawStrip } from "../editor-core/timeline/strip"
import { type Around, useAround } from "./around"
import { useEditor } from "./context"
import { useCanvas } from "./useCanvas"
import { sceneOf } from "./useScene"
import { useStripPointer } from "./useStripPointer"

const PICTURES = 14
const NOTHING = { film: null, sound: null, shots: null, skips: null }

export function Strip({ rows }: { rows: readonly Row[] }) {
  const editor = useEditor()
  const { clip } = useAround()
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const palette = paletteOf(context.canvas)
      const given = { rows, lanes: [], content: NOTHING, scroll: 0, width, height, hover: null, comments: [], palette }
      drawStrip(context, sceneOf(editor, given), height)
    },
    [editor, rows],
  )
  const canvas = useCanvas(paint)
  const pointer = useStripPointer()
  return (
    <div className="ws-strip">
      <span>Whole clip</span>
      <div>
        <Film sprite={clip.sprite} />
        <canvas ref={canvas} role="img" aria-label="Whole clip; drag the window to move the timeline" {...pointer} />
      </div>
    </div>
  )
}

/** Pictures of the clip, evenly over its length. */
function Film({ sprite }: { sprite: Around["clip"]["sprite"] }) {
  if (!sprite || sprite.count === 0) return null
  const share = (index: number, of: number) => (of > 1 ? (index / (of - 1)) * 100 : 0)
  return (
    <div className="ws-film" aria-hidden="true">
      {Array.from({ length: PICTURES }, (_, at) => {
        const cell = Math.min(Math.floor(((at + 0.5) / PICTURES) * sprite.count), sprite.count - 1)
        const [column, row] = [cell % sprite.columns, Math.floor(cell / sprite.columns)]
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
