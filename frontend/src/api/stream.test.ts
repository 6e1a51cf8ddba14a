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
}

beforeEach(() => vi.stubGlobal("EventSource", Source))
afterEach(() => vi.unstubAllGlobals())

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
