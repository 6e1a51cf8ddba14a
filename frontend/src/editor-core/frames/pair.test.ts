/** Two clips side by side show the same moment, whatever their rates. */
import { describe, expect, test } from "vitest"
import { CLIP } from "../testing"
import { Pair } from "./pair"
import { FrameSource } from "./source"

const side = (frames: number, rate: number) => {
  const clip = { ...CLIP, frames, rate, seconds: Array.from({ length: frames }, (_, frame) => frame / rate) }
  return { clip, player: new FrameSource(clip) }
}

function paired() {
  const pair = new Pair(side(100, 25), side(50, 10))
  pair.follow()
  return { pair, first: pair.first.player, second: pair.second.player }
}

describe("two clips side by side", () => {
  test("a step of the first takes the second to the same moment", () => {
    const { first, second } = paired()
    first.seek(50)
    expect(second.asked).toBe(20)
    first.step(-5)
    expect(second.asked).toBe(18)
  })
  test("the second may be ahead by some frames, and never leaves its clip", () => {
    const { pair, first, second } = paired()
    first.seek(50)
    pair.shift(3)
    expect(second.asked).toBe(23)
    pair.shift(-100)
    expect(second.asked).toBe(0)
  })
  test("linked again after going its own way, it keeps the distance it was left at", () => {
    const { pair, first, second } = paired()
    pair.link(false)
    first.seek(50)
    second.seek(30)
    pair.link(true)
    expect(pair.offset).toBe(10)
    first.seek(55)
    expect(second.asked).toBe(32)
  })
})
