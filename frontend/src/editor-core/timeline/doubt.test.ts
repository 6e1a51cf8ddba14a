/** What a model says along a clip is a hill on the timeline, in a lane of its own. */
import { expect, test } from "vitest"
import type { Doubt } from "../types"
import { drawLanes } from "./drawLanes"
import { lanesOf, USUAL } from "./lanes"
import type { Scene } from "./scene"
import { frameOf } from "./window"

const PALETTE = { panel: "#12151a", line: "#333333", accent: "#4488ff", warn: "#ffaa00" }
const WINDOW = { start: 0, perFrame: 2 }
// Half a second each of a clip of ten, and what happens in its sixth second.
const HALF = 15
const SHOWN = [10, 11]
const SAID: readonly Doubt[] = Array.from({ length: 20 }, (_, at) => {
  const score = SHOWN.includes(at) ? 0.9 : 0.1
  return { start: at * HALF, end: (at + 1) * HALF, value: 0.2, class_id: 1, score }
})

test("[L10] a score is drawn along the clip, and is highest where the model finds the class", () => {
  const content = { score: SAID, doubt: SAID, film: null, sound: null, shots: null, skips: null }
  const lanes = lanesOf(USUAL, content)
  const drawn: { color: string; points: { x: number; y: number }[] }[] = []
  const points: { x: number; y: number }[] = []
  const state: Record<string, unknown> = {
    beginPath: () => points.splice(0),
    bezierCurveTo: (...[, , , , x, y]: number[]) => points.push({ x: x ?? 0, y: y ?? 0 }),
    stroke: () => drawn.push({ color: String(state.strokeStyle), points: [...points] }),
  }
  const context = new Proxy(state, { get: (target, name): unknown => Reflect.get(target, name) ?? (() => undefined) })
  const scene = { palette: PALETTE, window: WINDOW, width: 600, lanes, content } as unknown as Scene
  drawLanes(context as unknown as CanvasRenderingContext2D, scene)

  const [lane] = lanes
  expect(lane?.kind).toBe("score")
  const curve = drawn.find(({ color }) => color === PALETTE.accent)?.points ?? []
  expect(curve).toHaveLength(SAID.length + 1)
  const top = Math.min(...curve.map(({ y }) => y))
  const at = curve.filter(({ y }) => y === top).map(({ x }) => Math.floor(frameOf(x, WINDOW) / HALF))
  expect(at).toEqual(SHOWN)
  // As high as it is sure, within its own lane.
  expect(top).toBeGreaterThan(lane?.top ?? 0)
  expect(top).toBeLessThan((lane?.top ?? 0) + (lane?.height ?? 0) / 4)
  expect(curve[0]?.y).toBeGreaterThan((lane?.top ?? 0) + ((lane?.height ?? 0) * 3) / 4)
})
