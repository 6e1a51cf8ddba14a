/** The timeline: names at the left, lanes on a canvas, the whole clip below. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useCallback, useEffect, useMemo, useRef, useState } from "react"
import type { Editor } from "../editor-core/editor"
import type { AnyRow } from "../editor-core/timeline/groups"
import { drawTimeline } from "../editor-core/timeline/draw"
import { rowsTop } from "../editor-core/timeline/lanes"
import { ROW_PX } from "../editor-core/timeline/rows"
import { paletteOf } from "../editor-core/timeline/scene"
import { following, panned, resolved, zoomed } from "../editor-core/timeline/window"
import { later } from "../ui/later"
import { useAround } from "./around"
import { useEditor, useLabelsAreHere } from "./context"
import { Gutter } from "./Gutter"
import { Key, KeyOf } from "./parts"
import { useRegionThatCame } from "./regions"
import { Strip } from "./Strip"
import { useCanvas } from "./useCanvas"
import { type Lanes, useLanes } from "./useLanes"
import { sceneOf, useGroups } from "./useScene"
import { useScroll } from "./useScroll"
import { type Hover, useTimelinePointer } from "./useTimelinePointer"
import { useWheel } from "./useWheel"

const RangeBar = later(async () => (await import("./RangeBar")).RangeBar)

export function Timeline() {
  const editor = useEditor()
  const { blocks, rows } = useGroups()
  const lanes = useLanes()
  const [hover, setHover] = useState<Hover>(null)
  const area = useRef<HTMLDivElement>(null)
  const high = rows.length * ROW_PX + rowsTop(lanes.lanes)
  const [scroll, setScroll] = useScroll(area, rows, rowsTop(lanes.lanes))
  const comments = useComments()
  const canvas = useCanvas(usePaint(rows, lanes, comments, scroll, hover))
  const pointer = useTimelinePointer({ rows, lanes: lanes.lanes, comments, scroll, setHover })
  useFollowing()
  useRegionThatCame(editor, "timeline")
  useWheel(area, (event) => {
    event.preventDefault()
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect()
    turnWheel(editor, event, { box, high, scroll, setScroll })
  })
  const toTimeline = () => editor.set({ region: "timeline" })
  return (
    <>
      <div ref={area} className="ws-lanes" onFocus={toTimeline} onPointerDown={toTimeline}>
        <Gutter blocks={blocks} rows={rows} lanes={lanes} scroll={scroll} />
        <canvas ref={canvas} tabIndex={0} role="img" aria-label={t`Timeline, ${rows.length} rows`} {...pointer} />
        {rows.length === 0 && <NoRows top={rowsTop(lanes.lanes)} />}
        <RangeBar />
      </div>
      <Strip blocks={blocks} />
    </>
  )
}

/** Why there is nothing to see. */
function NoRows({ top }: { top: number }) {
  const here = useLabelsAreHere(useEditor())
  return (
    <p className={here ? "ws-empty" : "ws-empty waiting"} style={{ top }}>
      {here ? (
        <Trans>
          No labels on this clip. Press <Key>1</Key>–<Key>9</Key> or <KeyOf id="box" />.
        </Trans>
      ) : (
        <Trans>The labels are loading</Trans>
      )}
    </p>
  )
}

/** The frames that somebody asked or said something about. */
function useComments(): readonly number[] {
  const { remarks } = useAround()
  return useMemo(() => remarks.filter((each) => !each.resolved).map(({ frame }) => frame), [remarks])
}

/** How the lanes are drawn. */
function usePaint(rows: readonly AnyRow[], { lanes, content }: Lanes, comments: readonly number[], scroll: number, hover: Hover) {
  const editor = useEditor()
  return useCallback(
    (context: CanvasRenderingContext2D, width: number, height: number) => {
      if (editor.laneWidth !== width) {
        editor.laneWidth = width
        editor.set({}) // whoever draws the window of the timeline measures by this
      }
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
