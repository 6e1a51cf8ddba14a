/** Outlines that become one another, whatever their numbers of places. Twin: annotator/geometry/morph.py. */
import type { Place } from "../types"

/** The outline a share (0 to 1) of the way; a closed one does not repeat its first place. */
export function morph(left: readonly Place[], right: readonly Place[], share: number, closed: boolean): readonly Place[] {
  if (share <= 0) return left
  if (share >= 1) return right
  const [first, last] = closed ? [ring(left), ring(right)] : [left, right]
  const moved = blend(first, last, pairs(placesAlong(first), placesAlong(last)), share)
  return closed && moved.length > 1 ? moved.slice(0, -1) : moved
}

function ring(places: readonly Place[]): readonly Place[] {
  return [...places, ...places.slice(0, 1)]
}

/** How far along the outline each place lies, 0 to 1. */
function placesAlong(outline: readonly Place[]): number[] {
  let total = 0
  const along = outline.map((place, at) => (total += at > 0 ? distance(outline[at - 1] ?? place, place) : 0))
  return along.map((place) => (total > 0 ? place / total : 0))
}

/** For each left place its right ones, rising; no right one is without a left one. */
function pairs(left: readonly number[], right: readonly number[]): number[][] {
  const partners = left.map((place) => [nearest(right, place)])
  const taken = new Set(partners.flat())
  right.forEach((place, at) => {
    if (!taken.has(at)) partners[nearest(left, place)]?.push(at)
  })
  return partners.map((some) => some.sort((a, b) => a - b))
}

/** The first of the nearest ones; `places` rise. */
function nearest(places: readonly number[], place: number): number {
  const after = firstFrom(places, place)
  if (after === 0) return 0
  const before = places[after - 1] ?? 0
  if (after === places.length || place - before <= (places[after] ?? 0) - place) return firstFrom(places, before)
  return after
}

/** How many places lie before this one. */
function firstFrom(places: readonly number[], place: number): number {
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? Infinity) < place) low = middle + 1
    else high = middle
  }
  return low
}

function blend(left: readonly Place[], right: readonly Place[], partners: readonly number[][], share: number): Place[] {
  const found: Place[] = []
  const between = (at: number, partner: number) => mean(left[at] ?? [0, 0], right[partner] ?? [0, 0], share)
  let at = 0
  while (at < left.length) {
    const mine = partners[at] ?? []
    if (mine.length > 1) {
      const far = lengthOf(mine.map((one) => right[one] ?? [0, 0]))
      found.push(...thinned(mine.map((one) => between(at, one)), far))
      at += 1
      continue
    }
    const { run, end } = runFrom(partners, at)
    const far = lengthOf(run.map((one) => left[one] ?? [0, 0]))
    found.push(...thinned(run.map((one) => between(one, partners[one]?.[0] ?? 0)), far))
    at = end
  }
  return found
}

/** The left places from `start` on that share its one partner, and what follows them. */
function runFrom(partners: readonly number[][], start: number): { run: number[]; end: number } {
  const same = (at: number) => partners[at]?.length === 1 && partners[at][0] === partners[start]?.[0]
  let end = start + 1
  while (end < partners.length && same(end)) end += 1
  return { run: Array.from({ length: end - start }, (_, at) => start + at), end }
}

/** The places that lie apart; the two ends stay, or their mean where only they are left. */
function thinned(places: readonly Place[], length: number): Place[] {
  const least = length / (2 * places.length)
  const first: Place = places[0] ?? [0, 0]
  const last: Place = places.at(-1) ?? first
  const kept = [first]
  for (const place of places.slice(1, -1)) if (distance(place, kept.at(-1) ?? first) >= least) kept.push(place)
  if (places.length === 1) return kept
  return kept.length === 1 && distance(first, last) < least ? [mean(first, last, 0.5)] : [...kept, last]
}

function mean(one: Place, other: Place, share: number): Place {
  return [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share]
}

function lengthOf(places: readonly Place[]): number {
  return places.slice(1).reduce((sum, place, at) => sum + distance(places[at] ?? place, place), 0)
}

/** Not by `Math.hypot`: this one has the same last digit in every language, so that both thin the same places. */
function distance(one: Place, other: Place): number {
  const [across, down] = [other[0] - one[0], other[1] - one[1]]
  return Math.sqrt(across * across + down * down)
}
