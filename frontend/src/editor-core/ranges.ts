/** Algebra of half-open frame ranges. Twin: annotator/ranges.py. */
import type { Span } from "./types"

/** The same frames as sorted ranges that neither touch nor overlap. Throws on bounds that are no frames. */
export function normalize(ranges: readonly Span[], frames = Infinity): Span[] {
  for (const [start, end] of ranges) {
    const whole = Number.isInteger(start) && Number.isInteger(end)
    if (!whole || start < 0 || end < start || end > frames) {
      throw new RangeError(`[${start}, ${end}) is not a range of frames`)
    }
  }
  const result: [number, number][] = []
  for (const [start, end] of ranges.filter(([a, b]) => a < b).sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

/** Frames in either. */
export function union(a: readonly Span[], b: readonly Span[]): Span[] {
  return normalize([...a, ...b])
}

/** Frames in both. */
export function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const [start, end] of normalize(a)) {
    for (const [from, to] of normalize(b)) {
      result.push([Math.max(start, from), Math.max(Math.max(start, from), Math.min(end, to))])
    }
  }
  return normalize(result)
}

/** Frames in `a` that are not in `b`. */
export function subtract(a: readonly Span[], b: readonly Span[]): Span[] {
  let left = normalize(a)
  for (const [from, to] of normalize(b)) {
    left = left.flatMap(([start, end]): Span[] =>
      to <= start || end <= from
        ? [[start, end]]
        : [
            [start, Math.max(start, from)],
            [Math.min(end, to), end],
          ],
    )
  }
  return normalize(left)
}

/** The ranges before frame `at`, and those from it on. */
export function split(ranges: readonly Span[], at: number): { left: Span[]; right: Span[] } {
  return { left: intersect(ranges, [[0, at]]), right: subtract(ranges, [[0, at]]) }
}

/** The range that holds the frame, by binary search in normalized ranges. */
export function rangeAt(ranges: readonly Span[], frame: number): Span | undefined {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (range && range[1] <= frame) low = middle + 1
    else high = middle
  }
  const found = ranges[low]
  return found && found[0] <= frame ? found : undefined
}
