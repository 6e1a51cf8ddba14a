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
  readonly edit: Edit
  readonly yours: readonly Annotation[]
  readonly state: "waiting" | "conflict" | "refused"
  readonly clashes: readonly Clash[]
  readonly present: Present | null
  readonly problem: string
}

/** One thing that a person did. */
export interface Step {
  readonly label: string
  readonly changes: readonly Change[]
}

/** How far a stack of steps is done: the number of its first undone one, and when that last changed. */
export interface Cursor {
  readonly at: number
  readonly when: number
}
