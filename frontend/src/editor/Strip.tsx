/** The whole clip in one line, with the window that the timeline shows. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { type KeyboardEvent, useCallback, useRef } from "react"
import { zoom } from "../editor-core/commands/view"
import type { Editor } from "../editor-core/editor"
import type { Block } from "../editor-core/timeline/groups"
import { type Palette, paletteOf } from "../editor-core/timeline/scene"
import { drawDensity, drawStrip } from "../editor-core/timeline/strip"
import { panned, resolved } from "../editor-core/timeline/window"
import { type Around, useAround } from "./around"
import { useEditor, useView } from "./context"
import { useCanvas } from "./useCanvas"
import { sceneOf } from "./useScene"
import { useStripPointer } from "./useStripPointer"

const PICTURES = 14
const NOTHING = { score: null, doubt: null, film: null, sound: null, shots: null, skips: null }

export function Strip({ blocks }: { blocks: readonly Block[] }) {
  const editor = useEditor()
  const { clip } = useAround()
  const densityOf = useDensity(blocks, editor.clip.frames)
  const paint = useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      const palette = paletteOf(context.canvas)
      const given = { rows: [], lanes: [], content: NOTHING, scroll: 0, width, height, hover: null, comments: [], palette }
      drawStrip(context, sceneOf(editor, given), densityOf(palette, width, height), editor.laneWidth)
    },
    [editor, densityOf],
  )
  const canvas = useCanvas(paint)
  const pointer = useStripPointer()
  const first = useView(({ window }) => Math.round(resolved(window, editor.clip.frames, editor.laneWidth).start))
  return (
    <div className="ws-strip">
      <span><Trans>Whole clip</Trans></span>
      <div>
        <Film sprite={clip.sprite} />
        <canvas
          ref={canvas}
          tabIndex={0}
          role="slider"
          aria-label={t`Whole clip: the window of the timeline; plus and minus zoom`}
          aria-valuemin={0}
          aria-valuemax={editor.clip.frames - 1}
          aria-valuenow={first}
          onKeyDown={(event) => turnByKey(editor, event)}
          {...pointer}
        />
      </div>
    </div>
  )
}

/** Arrows and pages move the window by a part of itself, plus and minus zoom. */
function turnByKey(editor: Editor, event: KeyboardEvent): void {
  const { state, laneWidth, clip } = editor
  const by = { ArrowLeft: -0.25, ArrowRight: 0.25, PageUp: -1, PageDown: 1 }[event.key]
  if (by !== undefined) editor.set({ window: panned(state.window, by * laneWidth, clip.frames, laneWidth) })
  else if (event.key === "+" || event.key === "=") zoom(editor, 1.5, "timeline")
  else if (event.key === "-") zoom(editor, 1 / 1.5, "timeline")
  else return
  event.preventDefault()
  event.stopPropagation()
}

/** Where labels lie, drawn anew only when they, the size or the theme change, and not while something is dragged. */
function useDensity(blocks: readonly Block[], frames: number) {
  const editor = useEditor()
  const kept = useRef<{ key: string; blocks: readonly Block[]; canvas: OffscreenCanvas } | null>(null)
  return useCallback(
    (palette: Palette, width: number, height: number): OffscreenCanvas => {
      const ratio = window.devicePixelRatio
      const key = [width, height, ratio, palette.panel].join()
      const settled = kept.current?.blocks === blocks || editor.state.preview.length > 0
      if (settled && kept.current?.key === key) return kept.current.canvas
      const canvas = new OffscreenCanvas(Math.max(width * ratio, 1), Math.max(height * ratio, 1))
      const context = canvas.getContext("2d")
      context?.scale(ratio, ratio)
      if (context) drawDensity(context, blocks, { palette, width, height, frames })
      kept.current = { key, blocks, canvas }
      return canvas
    },
    [editor, blocks, frames],
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
