/** Stretches of a clip that nobody said anything about, and going from one place to the next. */
import type { Records } from "./edits"
import { subtract, union } from "./ranges"
import { isGuess, isWholeClip } from "./records"
import type { ClipFacts, Span } from "./types"

/**
 * The stretches without a person's tag, but for those that are left out of training. A tag on the
 * whole clip fills them only where it is all that was said.
 */
export function untagged(view: Records, clip: ClipFacts, skips: readonly Span[]): Span[] {
  const tags = [...view.values()].filter((record) => record.kind === "tag" && !record.negative && !isGuess(record))
  const parts = tags.filter((tag) => !isWholeClip(tag, clip))
  const said = (parts.length > 0 ? parts : tags).flatMap(({ spans }) => spans)
  return subtract([[0, clip.frames]], union(said, skips))
}

/** The stretch that begins after a frame, else the first one; or before it, else the last one. */
export function nextOf(stretches: readonly Span[], frame: number, direction: 1 | -1): Span | undefined {
  if (direction > 0) return stretches.find(([start]) => start > frame) ?? stretches[0]
  return stretches.findLast(([start]) => start < frame) ?? stretches.at(-1)
}

/** The nearest of some frames behind a frame, or before it. */
export function nextFrame(frames: Iterable<number>, from: number, direction: 1 | -1): number | undefined {
  const ahead = [...frames].filter((frame) => (frame - from) * direction > 0)
  return ahead.sort((a, b) => (a - b) * direction)[0]
}
