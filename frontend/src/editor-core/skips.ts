/** Frames of the clip that nobody trains on. Twin: `Skip` in annotator/edits/edit.py. */
import { equal } from "./equal"
import { rangeAt, subtract, union } from "./ranges"
import { rangeBetween } from "./records"
import type { Change, ClipFacts, Span } from "./types"

export type SkipChange = Extract<Change, { skip: unknown }>

/** What such a change is about, where another one names its record. No record has this id. */
export const SKIPS = "skips"

/** What is skipped after the changes: each turns on or off only what it changes itself. */
export function skipped(skips: readonly Span[], changes: readonly Change[]): readonly Span[] {
  return changes.reduce((now, change) => {
    if (!("skip" in change)) return now
    const { from, to } = change.skip
    return union(subtract(now, subtract(from, to)), subtract(to, from))
  }, skips)
}

/** The change that skips exactly these frames; null where it is so already. */
export function toSkip(skips: readonly Span[], to: readonly Span[]): SkipChange | null {
  return equal(skips, to) ? null : { skip: { from: skips, to } }
}

/** Skip a range, or take it in again where all of it is skipped. */
export function toggleSkip(skips: readonly Span[], range: Span): SkipChange | null {
  const all = subtract([range], skips).length === 0
  return toSkip(skips, all ? subtract(skips, [range]) : union(skips, [range]))
}

/** Give a skipped stretch other bounds, within the clip; null where they leave nothing of it. */
export function movedSkip(skips: readonly Span[], range: Span, to: Span, clip: ClipFacts): SkipChange | null {
  const [start, end] = [Math.max(0, Math.round(to[0])), Math.min(Math.round(to[1]), clip.frames)]
  return start < end ? toSkip(skips, union(subtract(skips, [range]), [[start, end]])) : null
}

/** Take in the skipped stretch that holds the frame; null where none does. */
export function takeIn(skips: readonly Span[], frame: number): SkipChange | null {
  const range = rangeAt(skips, frame)
  return range ? toSkip(skips, subtract(skips, [range])) : null
}

/** Skip from where that was begun to the frame. */
export function skipUpTo(skips: readonly Span[], began: number, frame: number, clip: ClipFacts): SkipChange | null {
  return toSkip(skips, union(skips, [rangeBetween(began, frame, clip)]))
}
