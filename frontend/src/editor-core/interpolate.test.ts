/** A box between keyframes is where the shared vectors, and so the server, say it is. */
import { describe, expect, test } from "vitest"
import vectors from "../../../tests/vectors/interpolation_cvat.json"
import random from "../../../tests/vectors/tracks.json"
import { boxAt, sorted } from "./interpolate"
import { normalize, rangeAt } from "./ranges"
import type { Geometry, Span } from "./types"

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
  readonly keyframes: readonly Key[]
  readonly expected: readonly (Key & { readonly keyframe: boolean })[] | null
}

const cases = (vectors.cases as unknown as Case[]).filter(
  ({ shape, expected, keyframes }) => shape === "rectangle" && expected !== null && keyframes.every((key) => !key.rotation),
)

function boxOf([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): Geometry {
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** A random track: its keyframes as frame, box, hold; its rows as frame, whether it is there, box. */
interface Drawn {
  readonly keyframes: readonly (readonly [number, number, number, number, number, boolean])[]
  readonly spans: readonly Span[]
  readonly rows: readonly (readonly [number, boolean, number, number, number, number])[]
}

const drawn = random.cases as unknown as Drawn[]

/** A span ends at an outside keyframe, and begins at the next one that is not. */
function spansOf({ keyframes, end }: Case) {
  const spans: [number, number][] = []
  keyframes.forEach((key, at) => {
    const until = Math.min(keyframes[at + 1]?.frame ?? end, end)
    if (!key.outside && key.frame < until) spans.push([key.frame, until])
  })
  return normalize(spans)
}

describe("[P14] boxes between keyframes", () => {
  test("there are enough cases to say so", () => expect(cases.length).toBeGreaterThan(25))
  test.each(cases)("$name", (each) => {
    const track = sorted(Object.fromEntries(each.keyframes.map((key) => [key.frame, boxOf(key.points)])))
    const spans = spansOf(each)
    for (const row of each.expected ?? []) {
      const box = boxAt(track, row.frame)
      const wanted = boxOf(row.points)
      for (const edge of ["x", "y", "width", "height"] as const) {
        expect(Math.abs(box[edge] - wanted[edge])).toBeLessThan(vectors.tolerance)
      }
      if (!row.outside) expect(rangeAt(spans, row.frame)).toBeDefined()
    }
  })
  test("200 random tracks are where the server says, to a millionth of a pixel", () => {
    expect(drawn).toHaveLength(200)
    for (const { keyframes, spans, rows } of drawn) {
      const track = sorted(
        Object.fromEntries(keyframes.map(([frame, x, y, width, height, hold]) => [frame, { x, y, width, height, hold }])),
      )
      for (const [frame, there, x, y, width, height] of rows) {
        const box = boxAt(track, frame)
        const gaps = [box.x - x, box.y - y, box.width - width, box.height - height].map(Math.abs)
        expect(Math.max(...gaps)).toBeLessThanOrEqual(random.tolerance)
        expect(rangeAt(spans, frame) !== undefined).toBe(there)
      }
    }
  })
  test("keyframes at 0 and 10 give the exact midpoint at 5", () => {
    const track = sorted({ 0: boxOf([0, 0, 10, 10]), 10: boxOf([100, 50, 130, 90]) })
    expect(boxAt(track, 5)).toEqual({ x: 50, y: 25, width: 20, height: 25 })
  })
  test("a keyframe that holds stays until the next", () => {
    const track = sorted({ 0: { ...boxOf([0, 0, 10, 10]), hold: true }, 10: boxOf([100, 50, 130, 90]) })
    expect(boxAt(track, 9)).toMatchObject({ x: 0, width: 10 })
    expect(boxAt(track, 10)).toMatchObject({ x: 100 })
  })
})
