/** What an editor is put on, and the page around it. */
import type { Clipboard } from "./copies"
import type { Other } from "./copyOver"
import type { ClipMedia } from "./frames/media"
import type { History } from "./history"
import type { Outbox } from "./outbox"
import type { ClipFacts, LabelClass } from "./types"

export interface Desk {
  readonly projectId: number
  readonly clip: ClipFacts
  readonly media?: ClipMedia
  readonly classes: readonly LabelClass[]
  /** Whether a clip has one class at most. */
  readonly single: boolean
  /** Whether the person may change labels here. */
  readonly writable: boolean
  readonly outbox: Outbox
  readonly history: History
  readonly clipboard: Clipboard
}

/** What the page around the editor can do. */
export interface Page {
  next(): void
  previous(): void
  submit(): void
  /** Whether the clip is still to be handed on. */
  isOpen(): boolean
  comment(): void
  /** The same clip in quick-tag mode. */
  quick(): void
  /** The clip to take labels over from: the one labeled last, else the one before; null where there is none. */
  other(): Promise<Other | null>
  /** Open the palette, or the list of shortcuts. */
  find(what: "palette" | "help"): void
}

/** Before there is a page, nothing can be asked of it. */
export const NO_PAGE: Page = { next: noop, previous: noop, submit: noop, isOpen: () => false, comment: noop, quick: noop, other: () => Promise.resolve(null), find: noop }

function noop(): void {
  // The page says what these do once it is there.
}
