/** What one person sees of a clip: nothing here is stored with its labels. */
import type { Bounds, Point } from "./shapes/shape"
import type { Suggestion } from "./suggestion"
import type { Ranks } from "./timeline/groups"
import type { TimeWindow } from "./timeline/window"
import type { Change, Kind, ShapeKind, Shots } from "./types"

export type Tab = "label" | "objects" | "comments" | "clip"
export type Region = "canvas" | "timeline" | "objects"

export type ToolId = "select" | "assist" | ShapeKind

/** An outline that is being drawn place by place; `into` is the polygon that it will be a hole of. */
export interface Draft {
  readonly places: readonly Point[]
  readonly into: string | null
}

export interface Brush {
  /** In pixels of the picture. */
  readonly radius: number
  readonly erases: boolean
}

/** A property that somebody is asked to fill in. */
export interface Asked {
  readonly record: string
  readonly property: string
  readonly sentence: string
}

export interface ViewState {
  readonly tool: ToolId
  /** The class that each tool draws, by kind, where one was picked. */
  readonly drawn: Readonly<Partial<Record<Kind, number>>>
  readonly draft: Draft | null
  /** Where the pointer is while something is being drawn. */
  readonly pointer: Point | null
  /** The place that keys move and Enter presses. */
  readonly crosshair: Point | null
  readonly brush: Brush
  readonly selected: string | null
  /** What is selected beside it. */
  readonly others: ReadonlySet<string>
  /** What a drag over the picture would select. */
  readonly band: Bounds | null
  /** The keyframe of the selection that Delete would take away. */
  readonly keyframe: number | null
  /** The handle of the selection that Delete would take away. */
  readonly handle: string | null
  /** Records that cannot be pressed on the picture. */
  readonly locked: ReadonlySet<string>
  /** Records, and classes, that are not drawn for now. */
  readonly unseen: ReadonlySet<string>
  readonly unseenClasses: ReadonlySet<number>
  readonly lockedClasses: ReadonlySet<number>
  /** Records and classes by the keys of their rows: where there are any, nothing else is drawn. */
  readonly solo: ReadonlySet<string>
  /** Where rows of the timeline were put, and which of their groups are collapsed. */
  readonly ranks: Ranks
  readonly collapsed: ReadonlySet<string>
  /** The rows that In–Out is taken of, by key; none means all. */
  readonly rangeRows: ReadonlySet<string>
  readonly asked: Asked | null
  readonly preview: readonly Change[]
  /** A shape that was asked for and is not decided on. */
  readonly suggestion: Suggestion | null
  /** The frame that what is dragged on the timeline caught on. */
  readonly snap: number | null
  /** Frames at which spans were begun and not ended, by class. */
  readonly open: Readonly<Record<number, number>>
  /** Where frames begin that are to be left out of training, until their end is said. */
  readonly skipFrom: number | null
  /** Whoever labels the clip is not sure of it; said once it is sent on. */
  readonly unsure: boolean
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
  readonly picker: boolean
  /** Whether the inspector lies over the picture where the window has no room beside it. */
  readonly drawer: boolean
  readonly window: TimeWindow
  readonly zoom: number
  readonly pan: { readonly x: number; readonly y: number }
  readonly question: { readonly direction: "undo" | "redo"; readonly label: string } | null
  readonly notice: { readonly text: string; readonly at: number } | null
}

/** What was begun on the clip, and is of its labels only once it is ended. */
export const BEGUN_FIELDS = ["open", "skipFrom", "unsure"] as const
export type Begun = Pick<ViewState, (typeof BEGUN_FIELDS)[number]>

const NOTHING_BEGUN: Begun = { open: {}, skipFrom: null, unsure: false }

/** What is to be kept of a state; null where nothing was begun. */
export function begunOf({ open, skipFrom, unsure }: ViewState): Begun | null {
  return Object.keys(open).length > 0 || skipFrom !== null || unsure ? { open, skipFrom, unsure } : null
}

/** How a clip is first seen. */
export function firstState(): ViewState {
  return {
    tool: "select",
    drawn: {},
    draft: null,
    pointer: null,
    crosshair: null,
    brush: { radius: 12, erases: false },
    selected: null,
    others: new Set(),
    band: null,
    keyframe: null,
    handle: null,
    ...plainRows(),
    asked: null,
    preview: [],
    suggestion: null,
    snap: null,
    ...NOTHING_BEGUN,
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
    picker: false,
    drawer: false,
    window: { start: 0, perFrame: 0 },
    zoom: 1,
    pan: { x: 0, y: 0 },
    question: null,
    notice: null,
  }
}

/** No row is in the way, set apart, or elsewhere than usual. */
function plainRows() {
  return {
    locked: new Set<string>(),
    unseen: new Set<string>(),
    unseenClasses: new Set<number>(),
    lockedClasses: new Set<number>(),
    solo: new Set<string>(),
    ranks: {},
    collapsed: new Set<string>(),
    rangeRows: new Set<string>(),
  }
}
