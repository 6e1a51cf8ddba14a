/** The frame that is told is the frame that was decoded, whatever the browser does. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import type { Video } from "./seeker"
import { FrameSource } from "./source"

const RATE = 25

/** A video whose seeks end when told to, on a frame that may be told too. */
class Scripted {
  muted = false
  playbackRate = 1
  paused = true
  readyState = 4
  sought: number[] = []
  private time = 0
  private frameCallback: VideoFrameRequestCallback | null = null
  private readonly listeners = new Map<string, () => void>()

  get currentTime() {
    return this.time
  }
  set currentTime(time: number) {
    this.time = time
    this.sought.push(Math.floor(time * RATE))
  }
  addEventListener = (name: string, listener: () => void) => void this.listeners.set(name, listener)
  removeEventListener = (name: string) => void this.listeners.delete(name)
  requestVideoFrameCallback = (callback: VideoFrameRequestCallback) => {
    this.frameCallback = callback
    return 1
  }
  cancelVideoFrameCallback = () => undefined
  play = () => Promise.resolve(void (this.paused = false))
  pause = () => void (this.paused = true)

  present(frame: number) {
    this.frameCallback?.(0, { mediaTime: frame / RATE } as VideoFrameCallbackMetadata)
  }
  land(frame = this.sought.at(-1) ?? 0) {
    this.listeners.get("seeked")?.()
    this.present(frame)
  }
}

function opened() {
  const video = new Scripted()
  const source = new FrameSource({ frames: 100, rate: RATE })
  source.attach(video as unknown as Video)
  video.land()
  return { video, source }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe("[P12] exact frames", () => {
  test("a seek aims at the middle of the frame, and is settled only once that frame is shown", () => {
    const { video, source } = opened()
    source.seek(42)
    expect(video.currentTime).toBeCloseTo(42.5 / RATE)
    expect([source.settled, source.shown]).toEqual([false, 0])
    video.land()
    expect([source.settled, source.shown]).toEqual([true, 42])
  })
  test("while one seek runs, only the last wish is kept", () => {
    const { video, source } = opened()
    for (const frame of [10, 20, 30]) source.seek(frame)
    video.land()
    video.land()
    expect(video.sought).toEqual([0, 10, 30])
    expect(source.shown).toBe(30)
  })
  test("a picture that is not the asked one is not believed: the seek is done again and counted", () => {
    const { video, source } = opened()
    source.seek(42)
    video.land(41)
    expect(source.settled).toBe(false)
    vi.advanceTimersByTime(1000)
    expect(source.mismatches).toBe(1)
    video.land(42)
    expect([source.settled, source.shown]).toEqual([true, 42])
  })
  test("if it never comes, the number follows the picture and not the wish", () => {
    const { video, source } = opened()
    source.seek(42)
    for (let tries = 0; tries < 6; tries += 1) {
      video.land(41)
      vi.advanceTimersByTime(5000)
    }
    expect([source.shown, source.asked, source.settled]).toEqual([41, 41, true])
  })
  test("stopping rests on the very frame that was shown", () => {
    const { video, source } = opened()
    source.play(1)
    for (const frame of [1, 2, 3]) video.present(frame)
    source.play(0)
    expect(video.paused).toBe(true)
    video.land()
    expect([source.shown, source.settled, video.sought.at(-1)]).toEqual([3, true, 3])
  })
  test("a loop begins again at its first frame, also where the last one was passed over", () => {
    const { video, source } = opened()
    source.loop = [10, 20]
    source.setPace(4)
    source.play(source.pace)
    expect([video.sought.at(-1), video.playbackRate]).toEqual([10, 4])
    video.land()
    for (const frame of [14, 18, 22]) video.present(frame)
    expect(video.sought).toEqual([0, 10, 10])
    video.present(23)
    expect(source.shown).toBe(22)
    video.land()
    expect([source.shown, source.speed]).toEqual([10, 4])
  })
  test("L doubles the speed up to eight, J turns around", () => {
    const { source } = opened()
    const speeds = [1, 1, 1, 1, 1, -1, -1].map((direction) => {
      source.shuttle(direction as 1 | -1)
      return source.speed
    })
    expect(speeds).toEqual([1, 2, 4, 8, 8, -1, -2])
  })
})
