/** What a page hears of a project, and what it is told when it begins to. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { subscribe } from "./stream"

class Source extends EventTarget {
  static readonly OPEN = 1
  static readonly CLOSED = 2
  static last: Source
  readyState = 0
  onopen = () => undefined
  onerror = () => undefined

  constructor(readonly url: string) {
    super()
    Source.last = this
  }

  close() {
    this.readyState = Source.CLOSED
  }

  open() {
    this.readyState = Source.OPEN
    this.onopen()
  }

  /** The line broke; the browser makes a new one by itself. */
  break() {
    this.readyState = 0
    this.onerror()
  }
}

beforeEach(() => vi.stubGlobal("EventSource", Source))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test("each listener is told once that nothing is missed from now on, early or late", async () => {
  const [early, late] = [vi.fn(), vi.fn()]
  const stops = [subscribe(1, { listening: early })]
  expect(early).not.toHaveBeenCalled()
  Source.last.open()
  stops.push(subscribe(1, { listening: late }))
  await Promise.resolve()

  expect(early).toHaveBeenCalledTimes(1)
  expect(late).toHaveBeenCalledTimes(1)
  for (const stop of stops) stop()
})

test("after a break it is said that something may be missed, though the browser goes on by itself", () => {
  const heard: string[] = []
  const stop = subscribe(2, { listening: () => heard.push("listening"), missed: () => heard.push("missed") })
  Source.last.open()
  Source.last.break()
  Source.last.open()

  expect(heard).toEqual(["listening", "missed"])
  stop()
})

test("a stream that is held back on its way is made up for by asking, until it opens", () => {
  vi.useFakeTimers()
  const missed = vi.fn()
  const stop = subscribe(3, { missed })

  vi.advanceTimersByTime(10_000)
  expect(missed).toHaveBeenCalledTimes(2)

  Source.last.open()
  vi.advanceTimersByTime(60_000)
  expect(missed).toHaveBeenCalledTimes(2)
  stop()
})
