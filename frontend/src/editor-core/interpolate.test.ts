/** A shape between keyframes is where the shared vectors, and so the server, say it is. */
import { describe, expect, test } from "vitest"
import vectors from "../../../tests/vectors/interpolation_cvat.json"
import shapes from "../../../tests/vectors/shapes.json"
import random from "../../../tests/vectors/tracks.json"
import { shapeAt, sorted } from "./interpolate"
import { normalize, rangeAt } from "./ranges"
import { gap, numbersOf } from "./testing"
import type { BoxGeometry, Geometry, Keyframes, Place, Span } from "./types"

interface Key {
  readonly frame: number
  readonly points: readonly number[]
  readonly rotation?: number
  readonly outside: boolean
}

interface Case {
  readonly name: string
  readonly shape: string
  readonly end: number
  readonly quirk?: string
  readonly keyframes: readonly Key[]
  readonly expected: readonly (Key & { readonly keyframe: boolean })[] | null
}

// Of several points, cuboids and joints of their own time there is no such shape here.
const KNOWN = ["rectangle", "ellipse", "polygon", "polyline"]
const single = ({ keyframes }: Case) => keyframes.every(({ points }) => points.length === 2)
const cases = (vectors.cases as unknown as Case[]).filter(
  (each) => each.expected !== null && (KNOWN.includes(each.shape) || (each.shape === "points" && single(each))),
)

/** A shape of theirs in our words. */
function shapeIn(kind: string, { points, rotation = 0 }: Key): Geometry {
  const [a = 0, b = 0, c = 0, d = 0] = points
  if (kind === "rectangle") return { x: a, y: b, width: c - a, height: d - b, rotation }
  if (kind === "ellipse") return { x: a, y: b, radius_x: c - a, radius_y: b - d, rotation }
  const places = Array.from({ length: points.length / 2 }, (_, at): Place => [points[2 * at] ?? 0, points[2 * at + 1] ?? 0])
  if (kind === "polygon") return { outline: places }
  return kind === "polyline" ? { points: places } : { x: a, y: b }
}

/** A span ends at an outside keyframe, and begins at the next one that is not. */
function spansOf({ keyframes, end }: Case) {
  const spans: [number, number][] = []
  keyframes.forEach((key, at) => {
    const until = Math.min(keyframes[at + 1]?.frame ?? end, end)
    if (!key.outside && key.frame < until) spans.push([key.frame, until])
  })
  return normalize(spans)
}

describe("[P15] shapes between keyframes", () => {
  test("there are enough cases to say so", () => expect(cases.length).toBeGreaterThan(85))
  test.each(cases)("$name", (each) => {
    const track = sorted(Object.fromEntries(each.keyframes.map((key) => [key.frame, shapeIn(each.shape, key)])))
    const spans = spansOf(each)
    // Theirs creeps through an exact half turn and then jumps; ours turns clockwise all the way.
    const turns = each.quirk !== "exact-180"
    for (const row of each.expected ?? []) {
      const [found, wanted] = [shapeAt(track, row.frame), shapeIn(each.shape, row)]
      expect(gap(numbersOf(found, turns), numbersOf(wanted, turns))).toBeLessThan(vectors.tolerance)
      if (!row.outside) expect(rangeAt(spans, row.frame)).toBeDefined()
    }
  })
})

describe("[P15] outlines of different numbers of points", () => {
  const square: Place[] = [[100, 100], [200, 100], [200, 200], [100, 200]]
  const hexagon: Place[] = [[150, 80], [230, 120], [230, 190], [150, 230], [70, 190], [70, 120]]
  const side = ([ax, ay]: Place, [bx, by]: Place, [cx, cy]: Place) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
  const crosses = ([a, b]: readonly [Place, Place], [c, d]: readonly [Place, Place]) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0

  test("a square becomes a hexagon, and none between them crosses itself", () => {
    const track = sorted({ 0: { outline: square }, 100: { outline: hexagon } })
    for (let frame = 0; frame <= 100; frame += 1) {
      const shape = shapeAt(track, frame)
      const outline = "outline" in shape ? shape.outline : []
      const edges = outline.map((place, at) => [place, outline[(at + 1) % outline.length] ?? place] as const)
      expect(edges.length).toBeGreaterThanOrEqual(4)
      expect(edges.some((one, at) => edges.slice(at + 1).some((other) => crosses(one, other)))).toBe(false)
    }
    expect([shapeAt(track, 0), shapeAt(track, 100)]).toEqual([{ outline: square }, { outline: hexagon }])
  })
})

describe("[P15] [P19] [P20] [P24] random tracks of every kind", () => {
  const drawn = shapes.cases as unknown as { kind: string; keyframes: Keyframes; rows: [number, Geometry][] }[]
  test.each([...new Set(drawn.map(({ kind }) => kind))])("%s: where the server says, to a millionth of a pixel", (kind) => {
    const same = drawn.filter((each) => each.kind === kind)
    expect(same).toHaveLength(30)
    for (const { keyframes, rows } of same) {
      const track = sorted(keyframes)
      for (const [frame, wanted] of rows) {
        const found = shapeAt(track, frame)
        expect(gap(numbersOf(found, true), numbersOf(wanted, true))).toBeLessThanOrEqual(shapes.tolerance)
        if ("joints" in found && "joints" in wanted) {
          const sights = (joints: typeof found.joints) => Object.entries(joints).map(([name, { sight }]) => [name, sight])
          expect(sights(found.joints)).toEqual(sights(wanted.joints))
        }
      }
    }
  })
})

/** A random track: its keyframes as frame, box, hold; its rows as frame, whether it is there, box. */
interface Drawn {
  readonly keyframes: readonly (readonly [number, number, number, number, number, boolean])[]
  readonly spans: readonly Span[]
  readonly rows: readonly (readonly [number, boolean, number, number, number, number])[]
}

function box([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): BoxGeometry {
  return { x: left, y: top, width: right - left, height: bottom - top }
}

describe("[P14] boxes between keyframes", () => {
  test("200 random tracks are where the server says, to a millionth of a pixel", () => {
    const drawn = random.cases as unknown as Drawn[]
    expect(drawn).toHaveLength(200)
    for (const { keyframes, spans, rows } of drawn) {
      const track = sorted(
        Object.fromEntries(keyframes.map(([frame, x, y, width, height, hold]) => [frame, { x, y, width, height, hold }])),
      )
      for (const [frame, there, ...sides] of rows) {
        expect(gap(numbersOf(shapeAt(track, frame)), [...sides, 0])).toBeLessThanOrEqual(random.tolerance)
        expect(rangeAt(spans, frame) !== undefined).toBe(there)
      }
    }
  })
  test("keyframes at 0 and 10 give the exact midpoint at 5", () => {
    const track = sorted({ 0: box([0, 0, 10, 10]), 10: box([100, 50, 130, 90]) })
    expect(shapeAt(track, 5)).toEqual({ x: 50, y: 25, width: 20, height: 25 })
  })
  test("a keyframe that holds stays until the next", () => {
    const track = sorted({ 0: { ...box([0, 0, 10, 10]), hold: true }, 10: box([100, 50, 130, 90]) })
    expect(shapeAt(track, 9)).toMatchObject({ x: 0, width: 10 })
    expect(shapeAt(track, 10)).toMatchObject({ x: 100 })
  })
})
