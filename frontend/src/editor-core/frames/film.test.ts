/** The filmstrip shows the very frames once the sheet's pictures lie too far apart. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { Film } from "./film"
import type { Loader, Take } from "./pictures"
import type { Sheet } from "./sheet"

const GROUP = 15
/** Two hours at 30 frames a second. */
const FRAMES = 216_000
const SHEET = { apart: FRAMES / 100, image: "the sheet", tileAt: () => ({ x: 1, y: 2, width: 3, height: 4 }) }

class Scripted implements Loader<VideoFrame> {
  readonly most = 60
  readonly loaded: number[] = []
  open = 0
  broken = false
  closed = false

  async load(frame: number, take: Take<VideoFrame>) {
    await Promise.resolve()
    if (this.broken) throw new Error("The decoder is gone")
    const start = Math.floor(frame / GROUP) * GROUP
    this.loaded.push(start)
    for (let at = start; at < Math.min(start + GROUP, FRAMES); at += 1) {
      this.open += 1
      const picture = { at, displayWidth: 1280, displayHeight: 720, close: () => void (this.open -= 1) }
      take(at, picture as unknown as VideoFrame)
    }
  }
  close = () => void (this.closed = true)
}

let bitmaps = 0

function opened(loader: Scripted | null = new Scripted()) {
  const told = vi.fn()
  const open = vi.fn(() => Promise.resolve(loader))
  return { film: new Film(SHEET as unknown as Sheet, open, told), loader, open, told }
}

const calm = () => vi.advanceTimersByTimeAsync(1000)
const shownBy = (film: Film, frame: number) => (film.at(frame)?.image as { at?: number } | undefined)?.at

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("createImageBitmap", ({ at }: { at: number }, size: ImageBitmapOptions) => {
    bitmaps += 1
    return Promise.resolve({ at, width: size.resizeWidth, height: size.resizeHeight, close: () => void (bitmaps -= 1) })
  })
  bitmaps = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe("filmstrip", () => {
  test("zoomed out the sheet is enough, and nothing is decoded", async () => {
    const { film, open } = opened()
    film.show([1080, 3240], SHEET.apart)
    await calm()
    expect(open).not.toHaveBeenCalled()
    expect(film.at(1080)?.image).toBe("the sheet")
  })
  test("zoomed in each place gets its own frame, small, the sheet standing in until then", async () => {
    const { film, loader, told } = opened()
    film.show([100_000, 100_004, 100_050], 50)
    expect(film.at(100_050)?.image).toBe("the sheet")
    await calm()
    expect([100_000, 100_004, 100_050].map((frame) => shownBy(film, frame))).toEqual([100_000, 100_004, 100_050])
    expect(film.at(100_050)?.tile).toEqual({ x: 0, y: 0, width: 160, height: 90 })
    expect([loader?.loaded.length, loader?.open, told.mock.calls.length]).toEqual([2, 0, 2])
  })
  test("who moves on before it is calm has nothing decoded on the way", async () => {
    const { film, loader } = opened()
    for (let at = 0; at < 50_000; at += 5000) film.show([at], 50)
    await calm()
    expect(loader?.loaded).toEqual([45_000])
  })
  test("however far somebody goes, no more than so many are kept", async () => {
    const { film } = opened()
    for (let at = 0; at < 1000; at += 20) {
      film.show(Array.from({ length: 20 }, (_, place) => (at + place) * 30), 30)
      await calm()
    }
    expect(bitmaps).toBe(256)
    expect(shownBy(film, 999 * 30)).toBe(999 * 30)
    film.close()
    expect(bitmaps).toBe(0)
  })
  test("a decoder that fails, or none, leaves the sheet", async () => {
    const broken = new Scripted()
    broken.broken = true
    for (const loader of [broken, null]) {
      const { film, open } = opened(loader)
      for (const frame of [10, 20]) {
        film.show([frame], 5)
        await calm()
      }
      expect(film.at(20)?.image).toBe("the sheet")
      expect(open).toHaveBeenCalledOnce()
    }
    expect(broken.closed).toBe(true)
  })
})
