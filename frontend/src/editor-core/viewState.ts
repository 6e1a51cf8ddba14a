/** What one person sees of a clip: nothing here is stored with its labels. */
import type { Shots } from "./timeline/lanes"
import type { Change } from "./types"

export type Tab = "label" | "objects" | "comments" | "clip"
export type Region = "canvas" | "timeline"

/** Which frames the timeline shows: the first one, and how wide each is. Zero width fits the clip. */
export interface TimeWindow {
  readonly start: number
  readonly perFrame: number
}

export interface ViewState {
  readonly tool: "select" | "box"
  readonly boxClass: number | null
  readonly selected: string | null
  /** The keyframe of the selection that Delete would take away. */
  readonly keyframe: number | null
  readonly preview: readonly Change[]
  /** Frames at which spans were begun and not ended, by class. */
  readonly open: Readonly<Record<number, number>>
  readonly in: number | null
  readonly out: number | null
  readonly lastClass: number | null
  readonly guesses: boolean
  readonly overlays: boolean
  readonly loop: boolean
  /** Where the picture cuts, once that is known. */
  readonly shots: Shots | null
  readonly muted: boolean
  /** How loud the clip plays, 0 to 1. */
  readonly volume: number
  readonly tab: Tab
  readonly region: Region
  readonly help: boolean
  readonly picker: boolean
  readonly window: TimeWindow
  readonly zoom: number
  readonly pan: { readonly x: number; readonly y: number }
  readonly question: { readonly direction: "undo" | "redo"; readonly label: string } | null
  readonly notice: { readonly text: string; readonly at: number } | null
}

/** How a clip is first seen. */
export function firstState(): ViewState {
  return {
    tool: "select",
    boxClass: null,
    selected: null,
    keyframe: null,
    preview: [],
    open: {},
    in: null,
    out: null,
    lastClass: null,
    guesses: true,
    overlays: true,
    loop: false,
    shots: null,
    muted: false,
    volume: 1,
    tab: "label",
    region: "canvas",
    help: false,
    picker: false,
    window: { start: 0, perFrame: 0 },
    zoom: 1,
    pan: { x: 0, y: 0 },
    question: null,
    notice: null,
  }
}
