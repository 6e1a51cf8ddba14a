/** What is seen, and how large. */
import { msg } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { select, selectable } from "../selection"
import { blocksOf } from "../timeline/groups"
import { rowsOf } from "../timeline/rows"
import { boundsOf, fitted, shown, zoomed } from "../timeline/window"
import type { Annotation } from "../types"
import type { Region } from "../viewState"
import type { Command } from "./command"
import * as hand from "../tools/hand"

export const VIEW: readonly Command[] = [
  {
    id: "guesses",
    label: msg`Model labels on or off`,
    group: "View",
    keys: ["Y"],
    run: (editor) => editor.set({ guesses: !editor.state.guesses }),
  },
  {
    id: "overlays",
    label: msg`All overlays on or off`,
    group: "View",
    keys: ["Shift+Y"],
    run: (editor) => editor.set({ overlays: !editor.state.overlays }),
  },
  { id: "fit", label: msg`Fit the focused region`, group: "View", keys: ["F"], run: fit },
  { id: "zoom-selection", label: msg`Zoom to the selection`, group: "View", keys: ["Shift+F"], run: zoomToSelection },
  { id: "zoom-in", label: msg`Zoom in`, group: "View", keys: ["+", "="], run: (editor) => zoom(editor, 1.5) },
  { id: "zoom-out", label: msg`Zoom out`, group: "View", keys: ["-", "−"], run: (editor) => zoom(editor, 1 / 1.5) },
  {
    id: "next-object",
    label: msg`Next object on this frame, then the next region`,
    group: "View",
    keys: ["Tab"],
    when: (editor) => neighbor(editor, 1) !== undefined,
    run: (editor) => pick(editor, 1),
  },
  {
    id: "previous-object",
    label: msg`Previous object on this frame, then the region before`,
    group: "View",
    keys: ["Shift+Tab"],
    when: (editor) => neighbor(editor, -1) !== undefined,
    run: (editor) => pick(editor, -1),
  },
  { id: "all", label: msg`Select all in the focused region`, group: "View", keys: ["Ctrl+A"], run: (editor) => select(editor, selectable(editor)) },
  { id: "up", label: msg`Row above; with a tool, move the crosshair up`, group: "View", keys: ["↑"], when: hasRows, run: (editor) => goToRow(editor, -1) },
  { id: "down", label: msg`Row below; with a tool, move the crosshair down`, group: "View", keys: ["↓"], when: hasRows, run: (editor) => goToRow(editor, 1) },
  { id: "next-region", label: msg`Next region: picture, timeline, inspector`, group: "View", keys: ["F6"], run: (editor) => turn(editor, 1) },
  { id: "previous-region", label: msg`Previous region`, group: "View", keys: ["Shift+F6"], run: (editor) => turn(editor, -1) },
  {
    id: "palette",
    label: msg`Find anything: actions, pages, clips, classes`,
    group: "View",
    keys: ["Ctrl+K"],
    run: ({ page }) => page.find("palette"),
  },
  {
    id: "help",
    label: msg`Shortcuts`,
    group: "View",
    keys: ["?"],
    run: ({ page }) => page.find("help"),
  },
]

function fit(editor: Editor): void {
  if (editor.state.region === "timeline") editor.set({ window: { start: 0, perFrame: 0 } })
  else editor.set({ zoom: 1, pan: { x: 0, y: 0 } })
}

/** Zoom the focused region: the timeline around the playhead, the picture around its middle. */
export function zoom(editor: Editor, by: number, region = editor.state.region): void {
  if (region === "timeline") {
    editor.set({ window: zoomed(editor.state.window, by, editor.frame, editor.clip.frames, editor.laneWidth) })
    return
  }
  const next = Math.min(16, Math.max(1, editor.state.zoom * by))
  editor.set(next === 1 ? { zoom: 1, pan: { x: 0, y: 0 } } : { zoom: next })
}

function zoomToSelection(editor: Editor): void {
  const record = editor.selected
  const { in: from, out: to } = editor.state
  const [start, end] = record ? boundsOf(record.spans) : [from ?? 0, to ?? editor.clip.frames]
  editor.set({ window: fitted(start, end, editor.clip.frames, editor.laneWidth) })
}

function pick(editor: Editor, direction: 1 | -1): void {
  editor.set({ selected: neighbor(editor, direction)?.id ?? null, keyframe: null })
}

function neighbor(editor: Editor, direction: 1 | -1): Annotation | undefined {
  const objects = shown(editor.records, editor.frame, editor.state.guesses)
  const at = objects.findIndex(({ id }) => id === editor.state.selected)
  return at < 0 ? objects.at(direction > 0 ? 0 : -1) : at + direction < 0 ? undefined : objects[at + direction]
}

const REGIONS: readonly Region[] = ["canvas", "timeline", "objects"]

/** Go to the next region; the page moves the focus there. */
function turn(editor: Editor, by: 1 | -1): void {
  const at = REGIONS.indexOf(editor.state.region) + by + REGIONS.length
  const region = REGIONS[at % REGIONS.length] ?? "canvas"
  editor.set({ region, drawer: region === "objects" })
}

function hasRows({ state }: Editor): boolean {
  return state.crosshair !== null || state.region === "timeline"
}

/** Move the crosshair, or select what the row above or below holds nearest to the playhead. */
function goToRow(editor: Editor, by: 1 | -1): void {
  if (editor.state.crosshair) {
    hand.steer(editor, 0, by)
    return
  }
  const { records, desk, state } = editor
  const ordered = blocksOf(rowsOf(records, desk.classes, state), state.ranks).flatMap((block) => block.rows)
  const rows = ordered.filter(({ segments }) => segments.length > 0)
  const at = rows.findIndex(({ segments }) => segments.some(({ record }) => record.id === editor.state.selected))
  const row = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)]
  const away = (start: number, end: number) => Math.max(start - editor.frame, editor.frame - end + 1, 0)
  const [nearest] = (row?.segments ?? []).toSorted((a, b) => away(a.start, a.end) - away(b.start, b.end))
  if (nearest) select(editor, [nearest.record.id])
}
