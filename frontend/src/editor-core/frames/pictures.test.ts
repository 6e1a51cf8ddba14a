/** Groups are decoded once, the asked one first, then those ahead; what was used longest ago goes. */
import { beforeEach, describe, expect, test, vi } from "vitest"
import { type Loader, Pictures, type Take } from "./pictures"

const GROUP = 15
const FRAMES = 150

class Scripted implements Loader<{ close(): void }> {
  readonly loaded: number[] = []
  open = 0
  broken = false
  without: number | null = null

  constructor(readonly most = 60) {}

  async load(frame: number, take: Take<{ close(): void }>) {
    await Promise.resolve()
    if (this.broken) throw new Error("The decoder is gone")
    const start = Math.floor(frame / GROUP) * GROUP
    this.loaded.push(start)
    for (let at = start; at < Math.min(start + GROUP, FRAMES); at += 1) {
      if (at === this.without) continue
      this.open += 1
      take(at, { close: () => void (this.open -= 1) })
    }
  }
  close = () => undefined
}

function scripted(loader = new Scripted()) {
  const told = { arrived: vi.fn(), missed: vi.fn(), failed: vi.fn() }
  return { loader, told, pictures: new Pictures(loader, FRAMES, told) }
}

const calm = () => vi.advanceTimersByTimeAsync(1000)

beforeEach(() => {
  vi.useFakeTimers()
  return () => void vi.useRealTimers()
})

describe("[P12] decoded pictures", () => {
  test("the wanted one arrives, then those a step ahead are there as well", async () => {
    const { pictures, loader, told } = scripted()
    pictures.want(70, 1)
    await calm()
    expect(told.arrived).toHaveBeenCalledExactlyOnceWith(70)
    expect(loader.loaded).toEqual([60, 75, 90])
    expect(pictures.peek(75)).toBeDefined()
  })
  test("going back decodes what lies before", async () => {
    const { pictures, loader } = scripted()
    pictures.want(70, -1)
    await calm()
    expect(loader.loaded).toEqual([60, 45, 30])
  })
  test("of two jumps in a row the second does not wait for the first one's neighbors", async () => {
    const { pictures, loader, told } = scripted()
    pictures.want(70, 1)
    await vi.advanceTimersByTimeAsync(1)
    pictures.want(140, 1)
    await vi.advanceTimersByTimeAsync(1)
    expect(loader.loaded).toEqual([60, 135])
    expect(told.arrived.mock.calls).toEqual([[70], [140]])
  })
  test("walking through the clip keeps no more than may be kept, and lets go of the rest", async () => {
    const { pictures, loader } = scripted()
    for (let frame = 0; frame < FRAMES; frame += 1) {
      pictures.want(frame, 1)
      await calm()
      expect(pictures.peek(frame)).toBeDefined()
    }
    expect(loader.loaded).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120, 135])
    expect(loader.open).toBeLessThanOrEqual(loader.most)
    pictures.close()
    expect(loader.open).toBe(0)
  })
  test("however large pictures are, the group and those ahead stay", async () => {
    const { pictures, loader } = scripted(new Scripted(1))
    pictures.want(70, 1)
    await calm()
    expect([60, 75, 90].map((frame) => pictures.peek(frame) !== undefined)).toEqual([true, true, true])
    expect(loader.loaded).toEqual([60, 75, 90])
  })
  test("a group without the wanted picture is told, not shown in its place", async () => {
    const { pictures, loader, told } = scripted()
    loader.without = 70
    pictures.want(70, 1)
    await calm()
    expect(told.missed).toHaveBeenCalledExactlyOnceWith(70)
    expect(told.arrived).not.toHaveBeenCalled()
    expect(loader.open).toBe(0)
  })
  test("a decoder that fails is told once", async () => {
    const { pictures, loader, told } = scripted()
    loader.broken = true
    pictures.want(70, 1)
    await calm()
    expect(told.failed).toHaveBeenCalledOnce()
  })
  test("the nearest picture that is here may stand in", async () => {
    const { pictures } = scripted()
    pictures.want(0, 1)
    await calm()
    expect([pictures.nearest(48, 8), pictures.nearest(80, 8)]).toEqual([44, undefined])
  })
})
