/** What is written down in the browser: edits on their way, and steps that can be undone. */
import type { Clash, Present } from "./rebase"
import type { Annotation, Change, Edit } from "./types"

/** The clip that an edit is of. */
export interface Address {
  readonly project: number
  readonly item: number
}

/** One edit on its way. `yours` is what the touched records look like after it. */
export interface Letter extends Address {
  readonly key: number
  readonly user: number
  /** The tab that sends it, and the one in which it was written; earlier pages did not say. */
  readonly tab?: string
  readonly origin?: string
  readonly edit: Edit
  readonly yours: readonly Annotation[]
  readonly state: "waiting" | "conflict" | "refused"
  readonly clashes: readonly Clash[]
  readonly present: Present | null
  readonly problem: string
}

/** A clip handed on: by which edit, and whether whoever did so was unsure. */
export interface Decision {
  readonly id: string
  readonly unsure: boolean
}

/** One thing that a person did. */
export interface Step {
  readonly label: string
  readonly changes: readonly Change[]
  /** With it the clip was handed on, too. */
  readonly decision?: Decision
  /** The edit that did it last, or took it back; earlier pages did not say. */
  readonly edit?: string
}

/** How far a stack of steps is done: the number of its first undone one, and when that last changed. */
export interface Cursor {
  readonly at: number
  readonly when: number
}

/** Anything else that was left as it is now, and when. */
export interface Draft {
  readonly said: unknown
  readonly when: number
}
