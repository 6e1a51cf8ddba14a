/** Looking closely at a frame shows the original's own picture of it, and of no other. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { CLIP } from "../testing"
import { bring, closeUpOf } from "./closeUp"

const LARGE = { ...CLIP, width: 3840, height: 2160 }
const CLOSE = { zoom: 2, pixels: 2000 }
const standing = { settled: true, speed: 0, shown: 41 }
const picture = new Blob(["a picture"])

let status: number[] = []
const asked = vi.fn((_url: string, { signal }: { signal: AbortSignal }) => {
  if (signal.aborted) return Promise.reject(new Error("aborted"))
  const now = status.shift() ?? 200
  return Promise.resolve({ ok: now === 200, status: now, body: null, blob: () => Promise.resolve(picture) })
})

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("fetch", asked)
  asked.mockClear()
  status = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("the frame that is looked at closely", () => {
  test("is the one that stands on the screen", () => {
    expect(closeUpOf(standing, LARGE, CLOSE)).toBe(41)
  })
  test.each([
    ["another one was asked for", { settled: false }, LARGE, CLOSE],
    ["the clip plays", { speed: 1 }, LARGE, CLOSE],
    ["the clip plays backwards", { speed: -2 }, LARGE, CLOSE],
    ["all of the picture is seen", {}, LARGE, { zoom: 1, pixels: 2000 }],
    ["what plays has pixels enough", {}, LARGE, { zoom: 1.5, pixels: 1280 }],
    ["the original has no more", {}, { ...CLIP, width: 1280, height: 720 }, CLOSE],
  ])("is none where %s", (_, moved, clip, look) => {
    expect(closeUpOf({ ...standing, ...moved }, clip, look)).toBeNull()
  })
  test("an upright clip is as large as it is high", () => {
    const upright = { ...CLIP, width: 1080, height: 1920 }
    const looks = [720, 721].map((pixels) => closeUpOf(standing, upright, { zoom: 2, pixels }))
    expect(looks).toEqual([null, 41])
  })
})

describe("its picture", () => {
  test("is asked for once somebody rests on the frame, and taken", async () => {
    const take = vi.fn()
    bring("frames/41", take)
    await vi.advanceTimersByTimeAsync(200)
    expect(asked).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    expect(asked.mock.calls.map(([url]) => url)).toEqual(["frames/41"])
    expect(take.mock.calls).toEqual([[picture]])
  })
  test("is not asked for where one moved on before", async () => {
    bring("frames/41", vi.fn())()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).not.toHaveBeenCalled()
  })
  test("does not come any more once one moved on", async () => {
    const take = vi.fn()
    let come: (picture: Blob) => void = () => undefined
    const coming = new Promise<Blob>((resolve) => void (come = resolve))
    asked.mockResolvedValueOnce({ ok: true, status: 200, body: null, blob: () => coming })
    const giveUp = bring("frames/41", take)
    await vi.advanceTimersByTimeAsync(400)
    giveUp()
    expect(asked.mock.calls[0]?.[1].signal.aborted).toBe(true)
    come(picture)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(take).not.toHaveBeenCalled()
  })
  test("that is still drawn is asked for again; a no is none", async () => {
    const take = vi.fn()
    status = [409, 409, 200]
    bring("frames/41", take)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveBeenCalledTimes(3)
    expect(take).toHaveBeenCalledTimes(1)
    status = [404]
    bring("frames/42", take)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toHaveBeenCalledTimes(4)
    expect(take).toHaveBeenCalledTimes(1)
  })
})
