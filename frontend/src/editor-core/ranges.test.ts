/** Half-open ranges answer what the shared vectors say. */
import { describe, expect, test } from "vitest"
import vectors from "../../../tests/vectors/ranges.json"
import { frameAt, secondsAt } from "./frames/time"
import { shapeAt, sorted } from "./interpolate"
import { intersect, normalize, rangeAt, split, subtract, union } from "./ranges"
import { splitTrack } from "./splitTrack"
import type { ClipFacts, Span } from "./types"

interface Case<Input, Expected> {
  readonly name: string
  readonly op: string
  readonly input: Input
  readonly expected: Expected
}

function of<Input, Expected = unknown>(...ops: string[]): Case<Input, Expected>[] {
  return (vectors.cases as unknown as Case<Input, Expected>[]).filter(({ op }) => ops.includes(op))
}

describe("sets of frames", () => {
  test.each(of<{ ranges: Span[]; frames?: number }>("normalise"))("$name", ({ input, expected }) => {
    if (expected === "error") expect(() => normalize(input.ranges, input.frames)).toThrow(RangeError)
    else expect(normalize(input.ranges, input.frames)).toEqual(expected)
  })
  const twoSets = of<{ a: Span[]; b: Span[] }>("union", "intersect", "subtract")
  test.each(twoSets)("$name", ({ op, input: { a, b }, expected }) => {
    expect({ union, intersect, subtract }[op as "union"](a, b)).toEqual(expected)
  })
  test.each(of<{ ranges: Span[]; at: number }>("split"))("$name", ({ input, expected }) => {
    expect(split(input.ranges, input.at)).toEqual(expected)
  })
})

interface Uncut {
  readonly spans: Span[]
  readonly keyframes: Record<string, number>
  readonly at: number
}

interface Parts {
  readonly left_spans: Span[]
  readonly right_spans: Span[]
  readonly left_values: Record<string, number>
  readonly right_values: Record<string, number>
}

describe("[P12] split", () => {
  test.each(of<Uncut, Parts>("split_track"))("$name", ({ input: { spans, keyframes, at }, expected: wanted }) => {
    const boxes = Object.fromEntries(
      Object.entries(keyframes).map(([frame, x]) => [frame, { x, y: 0, width: 10, height: 10 }]),
    )
    const parts = splitTrack(spans, boxes, at)
    for (const side of ["left", "right"] as const) {
      expect(parts[side].spans).toEqual(wanted[`${side}_spans`])
      const keys = sorted(parts[side].keyframes)
      for (const { frame } of keys) expect(rangeAt(parts[side].spans, frame)).toBeDefined()
      for (const [frame, value] of Object.entries(wanted[`${side}_values`])) {
        expect(shapeAt(keys, Number(frame))).toMatchObject({ x: expect.closeTo(value, 6) as number })
      }
    }
  })
})

interface Table {
  readonly fps?: [number, number]
  readonly frames?: number
  readonly time_base?: [number, number]
  readonly pts?: number[]
  readonly last_duration?: number
}

function clipOf(map: Table): ClipFacts {
  const [numerator, denominator] = map.fps ?? [1, 1]
  const [ticks, second] = map.time_base ?? [1, 1]
  const seconds = map.pts
    ? map.pts.map((pts) => ((pts - (map.pts?.[0] ?? 0)) * ticks) / second)
    : Array.from({ length: map.frames ?? 0 }, (_, frame) => (frame * denominator) / numerator)
  const rate = map.pts ? second / (ticks * (map.last_duration ?? 1)) : numerator / denominator
  return { id: 1, frames: seconds.length, rate, width: 1, height: 1, seconds }
}

describe("frames and seconds", () => {
  test.each(of<{ map: Table; seconds: number }>("frame_at"))("$name", ({ input, expected }) => {
    expect(frameAt(input.seconds, clipOf(input.map))).toBe(expected)
  })
  test.each(of<{ map: Table; frame: number }, string>("frame_start"))("$name", ({ input, expected }) => {
    const [numerator = 0, denominator = 1] = expected.split("/").map(Number)
    expect(secondsAt(input.frame, clipOf(input.map))).toBeCloseTo(numerator / denominator, 6)
  })
})
