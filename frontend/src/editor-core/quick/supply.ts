/** What a deck of clips is made of, and where it comes from. */
import type { Editor } from "../editor"
import type { Shares } from "./choose"

/** A clip on the deck. */
export interface QuickClip {
  readonly editor: Editor
  readonly name: string
  readonly poster: string
  /** Why it comes now. */
  readonly why: string
  /** Why a reviewer sent it back, if one did. */
  readonly rejected: string
  /** A lead gave it to this person, who keeps it though they skip it. */
  readonly assigned: boolean
  readonly said: Shares
}

export type Verdict = "sent" | "unsure" | "skipped" | "rejected"

/** What was done with a clip. `id` names the decision on the server, where there is one. */
export interface Decision {
  readonly item: number
  readonly name: string
  readonly poster: string
  readonly verdict: Verdict
  readonly id: string
  readonly classes: readonly number[]
  readonly at: number
}

/** Where clips come from, and what is kept of the decisions. */
export interface Supply {
  /** The next clip, held for this person, that is none of these; null where nothing waits. */
  next(without: readonly number[]): Promise<QuickClip | null>
  /** Hold this clip for the person. */
  take(item: number): Promise<QuickClip>
  /** A clip that was decided and handed on. */
  reopen(item: number): Promise<QuickClip>
  /** Give a clip back once the server has what was said of it. */
  giveBack(clip: QuickClip): void
  keep(done: readonly Decision[]): void
  sentenceOf(problem: unknown): string
}
