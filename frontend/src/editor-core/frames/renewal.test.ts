/** A clip plays on from file to file, and when the addresses of its files have ended. */
import { afterEach, describe, expect, test, vi } from "vitest"
import { fetching, Renewal } from "./renewal"
import type { Part } from "./media"
import type { Video } from "./seeker"
import { FrameSource } from "./source"

const RATE = 25

/** A video that loads what it is told to, and shows a frame when told. */
class Scripted {
  playbackRate = 1
  readyState = 0
  loaded: string[] = []
  played = 0
  time = 0
  private frameCallback: VideoFrameRequestCallback | null = null
  private readonly listeners = new Map<string, () => void>()

  set src(url: string) {
    this.loaded.push(url)
  }
  get currentTime() {
    return this.time
  }
  set currentTime(time: number) {
    this.time = time
  }
  addEventListener = (name: string, listener: () => void) => void this.listeners.set(name, listener)
  removeEventListener = (name: string) => void this.listeners.delete(name)
  requestVideoFrameCallback = (callback: VideoFrameRequestCallback) => {
    this.frameCallback = callback
    return 1
  }
  cancelVideoFrameCallback = () => undefined
  play = () => Promise.resolve(void (this.played += 1))
  pause = () => undefined

  tell = (name: string) => this.listeners.get(name)?.()
  present = (frame: number) => this.frameCallback?.(0, { mediaTime: frame / RATE } as VideoFrameCallbackMetadata)
  land() {
    this.tell("seeked")
    this.present(Math.floor(this.time * RATE))
  }
}

const whole = (url: string): Part[] => [{ url, start: 0, frames: 100 }]

function opened(parts = whole("/old")) {
  const video = new Scripted()
  const media = { parts, sheet: null, audio: false, waveform: null }
  const source = new FrameSource({ frames: 100, rate: RATE }, media)
  const ask = vi.fn(() => Promise.resolve(whole("/new")))
  source.renewal.by(ask)
  source.attach(video as unknown as Video)
  video.tell("loadeddata")
  video.land()
  return { video, source, ask }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

afterEach(() => void vi.unstubAllGlobals())

describe("[R08] media whose addresses have ended", () => {
  test("what plays goes on at the frame that it had come to", async () => {
    const { video, source, ask } = opened()
    source.play(1)
    for (const frame of [1, 2, 3]) video.present(frame)
    video.tell("error")
    await settled()
    expect([ask.mock.calls.length, video.loaded]).toEqual([1, ["/old", "/new"]])

    const before = video.played
    video.tell("loadeddata")
    expect([Math.floor(video.time * RATE), video.played, source.speed]).toEqual([3, before + 1, 1])
    video.land()
    video.present(4)
    expect([source.shown, source.settled]).toEqual([4, true])
  })
  test("what rests shows the same frame again", async () => {
    const { video, source } = opened()
    source.seek(42)
    video.land()
    video.tell("error")
    expect(source.settled).toBe(false)
    await settled()
    video.tell("loadeddata")
    video.land()
    expect([source.shown, source.asked, source.settled]).toEqual([42, 42, true])
  })
  test("addresses that come in time disturb nothing until somebody seeks", () => {
    const { video, source } = opened()
    source.play(1)
    video.present(1)
    source.extend(whole("/new"))
    expect(video.loaded).toEqual(["/old"])
    source.seek(50)
    expect(video.loaded).toEqual(["/old", "/new"])
    video.tell("loadeddata")
    video.land()
    expect([source.shown, source.settled]).toEqual([50, true])
  })
  test("a file that fails again and again is not asked for without end", async () => {
    const { video, ask } = opened()
    for (let times = 0; times < 9; times += 1) {
      video.tell("error")
      await settled()
    }
    expect(ask).toHaveBeenCalledTimes(3)
  })
  test("pictures that are read apart are fetched from the other address, and those kept stay", async () => {
    const answers: Record<string, number> = { "/old": 403, "/new": 206 }
    const fetched = vi.fn((url: string) => Promise.resolve(new Response(null, { status: answers[url] ?? 500 })))
    vi.stubGlobal("fetch", fetched)
    let [parts] = [whole("/old")]
    const renewal = new Renewal((found) => void (parts = [...found]))
    renewal.by(() => Promise.resolve(whole("/new")))
    const read = fetching({ url: () => parts[0]?.url ?? "", renewed: () => renewal.needed() })
    const init = { headers: { Range: "bytes=0-9" } }
    const both = await Promise.all([read("/old", init), read("/old", init)])
    expect(both.map(({ status }) => status)).toEqual([206, 206])
    expect(fetched.mock.calls.at(-1)).toEqual(["/new", init])
  })
})

describe("[P12] a clip in several files", () => {
  test("a late picture of the file before is not counted as one of the next", () => {
    const parts = [0, 50].map((start) => ({ url: `/${start}`, start, frames: 50 }))
    const { video, source } = opened(parts)
    source.play(1)
    video.present(48)
    video.tell("ended")
    video.present(49)
    expect([video.loaded, source.shown]).toEqual([["/0", "/50"], 48])
    video.tell("loadeddata")
    video.land()
    expect([source.shown, source.settled]).toEqual([50, true])
  })
})
