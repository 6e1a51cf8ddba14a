/** The outlines of masks: along the edges of their pixels. */
import type { MaskGeometry, Place } from "../types"
import { signedArea } from "./outline"
import { eachRun } from "./pixels"
import { distanceToLine } from "./shape"

const known = new WeakMap<MaskGeometry, readonly (readonly Place[])[]>()

/** The rings around a mask's pixels: outer ones run clockwise on screen, those of holes the other way. */
export function ringsAround(mask: MaskGeometry): readonly (readonly Place[])[] {
  const found = known.get(mask) ?? traced(mask)
  known.set(mask, found)
  return found
}

/** A set pixel keeps its edges on the right: each corner knows where the edges from it lead. */
function traced(mask: MaskGeometry): (readonly Place[])[] {
  const step = mask.width + 1
  const from = new Map<number, number[]>()
  const edge = (start: number, end: number) => {
    const known = from.get(start)
    if (known) known.push(end)
    else from.set(start, [end])
  }
  const set = new Uint8Array((mask.width + 2) * (mask.height + 2))
  const at = (x: number, y: number) => (y + 1) * (mask.width + 2) + x + 1
  eachRun(mask, (row, left, right) => set.fill(1, at(left - mask.x, row - mask.y), at(right - mask.x, row - mask.y)))
  for (let y = 0; y < mask.height; y += 1) {
    for (let x = 0; x < mask.width; x += 1) {
      if (!set[at(x, y)]) continue
      const corner = y * step + x
      if (!set[at(x, y - 1)]) edge(corner, corner + 1)
      if (!set[at(x + 1, y)]) edge(corner + 1, corner + 1 + step)
      if (!set[at(x, y + 1)]) edge(corner + 1 + step, corner + step)
      if (!set[at(x - 1, y)]) edge(corner + step, corner)
    }
  }
  const rings: (readonly Place[])[] = []
  for (const start of from.keys()) while (from.get(start)?.length) rings.push(placesOf(follow(from, start), step, mask))
  return rings
}

/** The corners from one back to it, taking the edges away that lead there. */
function follow(from: Map<number, number[]>, start: number): number[] {
  const ring: number[] = []
  let at = start
  do {
    ring.push(at)
    at = from.get(at)?.pop() ?? start
  } while (at !== start)
  return ring
}

/** The places of corners, without those on straight lines. */
function placesOf(ring: readonly number[], step: number, { x, y }: MaskGeometry): readonly Place[] {
  const bends = ring.filter((corner, at) => {
    const before = ring[(at + ring.length - 1) % ring.length] ?? corner
    const after = ring[(at + 1) % ring.length] ?? corner
    return after - corner !== corner - before
  })
  return bends.map((corner): Place => [x + (corner % step), y + Math.floor(corner / step)])
}

/** The largest outer ring and the holes in it, with places left out that lie within `tolerance` of the line. */
export function outlineOf(mask: MaskGeometry, tolerance: number): (readonly Place[])[] {
  const rings = ringsAround(mask).toSorted((a, b) => signedArea(b) - signedArea(a))
  const [outer, ...rest] = rings
  if (!outer) return []
  const box = spanOf(outer)
  const inner = rest.filter((ring) => signedArea(ring) < 0 && within(spanOf(ring), box))
  return [outer, ...inner].map((ring) => simplified(ring, tolerance)).filter((ring, at) => at === 0 || ring.length >= 3)
}

type Box = readonly [number, number, number, number]

function spanOf(ring: readonly Place[]): Box {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)]
  return [least(xs), least(ys), -least(xs.map((x) => -x)), -least(ys.map((y) => -y))]
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}

function within(inner: Box, outer: Box): boolean {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}

/** Ramer–Douglas–Peucker on a ring, cut at its first place and the one furthest from it. */
function simplified(ring: readonly Place[], tolerance: number): readonly Place[] {
  const first = ring[0]
  if (!first || ring.length < 4) return ring
  const away = ring.map(([x, y]) => Math.hypot(x - first[0], y - first[1]))
  const far = away.indexOf(away.reduce((a, b) => Math.max(a, b), 0))
  const halves = [ring.slice(0, far + 1), [...ring.slice(far), first]]
  const kept = halves.flatMap((half) => thinned(half, tolerance).slice(0, -1))
  return kept.length >= 3 ? kept : ring
}

function thinned(line: readonly Place[], tolerance: number): readonly Place[] {
  const [first, last] = [line[0], line.at(-1)]
  if (!first || !last || line.length < 3) return line
  const point = ([x, y]: Place) => ({ x, y })
  const away = line.map((place) => distanceToLine(point(place), point(first), point(last)))
  const most = away.reduce((best, one, at) => (one > (away[best] ?? 0) ? at : best), 0)
  if ((away[most] ?? 0) <= tolerance) return [first, last]
  return [...thinned(line.slice(0, most + 1), tolerance).slice(0, -1), ...thinned(line.slice(most), tolerance)]
}
