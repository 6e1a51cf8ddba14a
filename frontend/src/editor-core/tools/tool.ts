/** What a tool is: a key, and what a press of the pointer on the picture begins. */
import type { Editor } from "../editor"
import type { Change } from "../types"
import type { Point } from "./geometry"

/** A drag from press to release. It is previewed while it goes on and becomes one edit. */
export interface Gesture {
  readonly label: string
  /** The changes if the pointer were released here. */
  changes(point: Point): readonly Change[]
  /** Called once the edit was made. */
  done?(): void
}

export interface Tool {
  readonly id: "select" | "box"
  readonly label: string
  readonly key: string
  readonly cursor: string
  /** Begin a drag, or answer null when a press alone did it. `reach` is the size of a target in item pixels. */
  press(editor: Editor, point: Point, reach: number): Gesture | null
}
