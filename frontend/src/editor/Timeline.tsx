/** The timeline: names at the left, lanes on a canvas, the whole clip below. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import type { Editor } from "../editor-core/editor"
import { drawTimeline } from "../editor-core/timeline/draw"
import { rowsTop } from "../editor-core/timeline/lanes"
import { ROW_PX, type Row } from "../editor-core/timeline/rows"
import { paletteOf } from "../editor-core/timeline/scene"
import { following, panned, resolved, zoomed } from "../editor-core/timeline/window"
import { useAround } from "./around"
import { useEditor } from "./context"
import { Gutter } from "./Gutter"
import { Key } from "./parts"
import { Strip } from "./Strip"
import { useCanvas } from "./useCanvas"
import { type Lanes, useLanes } from "./useLanes"
import { sceneOf, useRows } from "./useScene"
import { type Hover, useTimelinePointer } from "./useTimelinePointer"
import { useWheel } from "./useWheel"

export function Timeline() {
  const editor = useEditor()
  const rows = useRows()
  const lanes = useLanes()
  const [scroll, setScroll] = useState(0)
  const [hover, setHover] = useState<Hover>(null)
  const area = useRef<HTMLDivElement>(null)
  const canvas = useCanvas(usePaint(rows, lanes, scroll, hover))
  const pointer = useTimelinePointer({ rows, lanes: lanes.lanes, scroll, setHover })
  useFollowing()
  useWheel(area, (event) => {
    event.preventDefault()
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect()
    turnWheel(editor, event, { box, high: rows.length * ROW_PX + rowsTop(lanes.lanes), scroll, setScroll })
  })
  const toTimeline = () => editor.set({ region: "timeline" })
  return (
    <>
      <div ref={area} className="ws-lanes" onFocus={toTimeline} onPointerDown={toTimeline}>
        <Gutter rows={rows} lanes={lanes} scroll={scroll} />
        <canvas ref={canvas} tabIndex={0} role="img" aria-label={`Timeline, ${rows.length} rows`} {...pointer} />
        {rows.length === 0 && (
          <p className="ws-empty" style={{ top: rowsTop(lanes.lanes) }}>
            No labels on this clip. Press <Key>1</Key>–<Key>9</Key> or <Key>B</Key>
          </p>
        )}
      </div>
      <Strip rows={rows} />
    </>
  )
}

/** How the lanes are drawn. */
function usePaint(rows: readonly Row[], { lanes, content }: Lanes, scroll: number, hover: Hover) {
  const editor = useEditor()
  const { remarks } = useAround()
  const comments = useMemo(() => remarks.filter((each) => !each.resolved).map(({ frame }) => frame), [remarks])
  return useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      editor.laneWidth = width
      const palette = paletteOf(context.canvas)
      const given = { rows, lanes, content, scroll, width, height, hover, comments, palette }
      drawTimeline(context, sceneOf(editor, given))
    },
    [editor, rows, lanes, content, scroll, hover, comments],
  )
}

interface Turn {
  readonly box: DOMRect
  /** How high everything is together, in pixels. */
  readonly high: number
  readonly scroll: number
  readonly setScroll: (scroll: number) => void
}

/** The wheel scrolls rows, with Shift time, with Ctrl it zooms at the pointer. */
function turnWheel(editor: Editor, event: WheelEvent, { box, high, scroll, setScroll }: Turn) {
  const { frames } = editor.clip
  const { window } = editor.state
  const across = event.shiftKey ? event.deltaY : event.deltaX
  if (event.ctrlKey || event.metaKey) {
    const now = resolved(window, frames, box.width)
    const anchor = now.start + (event.clientX - box.left) / now.perFrame
    editor.set({ window: zoomed(window, event.deltaY < 0 ? 1.2 : 1 / 1.2, anchor, frames, box.width) })
  } else if (across !== 0) editor.set({ window: panned(window, across, frames, box.width) })
  else {
    const most = Math.max(0, high - box.height)
    if (most > 0) setScroll(Math.min(Math.max(scroll + event.deltaY, 0), most))
    else editor.set({ window: panned(window, event.deltaY, frames, box.width) })
  }
}

/** Keep the playhead in the window. */
function useFollowing() {
  const editor = useEditor()
  useEffect(() => {
    let last = editor.player.shown
    return editor.player.subscribe(() => {
      const { shown } = editor.player
      if (shown === last) return
      last = shown
      const { window } = editor.state
      const next = following(window, shown, editor.clip.frames, editor.laneWidth)
      if (next !== window) editor.set({ window: next })
    })
  }, [editor])
}
