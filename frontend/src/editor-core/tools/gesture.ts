/** What the pointer does on the picture, from a press to its release. */
import type { Point } from "../shapes/shape"
import type { Change } from "../types"

/** A drag from press to release. It is previewed while it goes on and becomes one edit. */
export interface Gesture {
  readonly label: string
  /** Whether a press without a drag is an edit too. */
  readonly clicks?: boolean
  /** The changes if the pointer were released here; `free` (Alt) ignores what it would snap to. */
  changes(point: Point, free: boolean): readonly Change[]
  /** Called once the edit was made. */
  done?(): void
  /** Called instead of an edit when the pointer did not move. */
  click?(): void
  /** A drag that changes no label: shows what it will do, and does it. */
  follow?(point: Point): void
  finish?(point: Point): void
}

/** Where and how the pointer was pressed. */
export interface Press {
  readonly point: Point
  /** How near counts as on it, in pixels of the picture. */
  readonly reach: number
  /** How large a pixel of the screen is in pixels of the picture. */
  readonly pixel: number
  readonly alt: boolean
  /** Whether Shift or Ctrl is held: what is pressed is selected beside the rest. */
  readonly more: boolean
}
