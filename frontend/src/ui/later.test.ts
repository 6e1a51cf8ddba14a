import { beforeEach, expect, it, vi } from "vitest"

// The icons of a toast take long to read, and nothing is said here.
vi.mock("./toasts", () => ({ say: vi.fn() }))

const Nothing = () => null
const LONG_MS = 10_000

let connected = true

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
  connected = true
  vi.stubGlobal("fetch", () => (connected ? Promise.resolve(new Response()) : Promise.reject(new TypeError("offline"))))
})

it("loads the rest once the page has painted and has nothing else to do, one after another", async () => {
  const { later, loadTheRest } = await import("./later")
  const order: string[] = []
  const part = (name: string) => () => {
    order.push(name)
    return Promise.resolve(Nothing)
  }
  later(part("menu"))
  later(part("dialog"))
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(order).toEqual([])

  let busy = true
  loadTheRest(() => busy)
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(order).toEqual([])

  busy = false
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(order).toEqual(["menu", "dialog"])
})

it("asks at once, and once, for what comes beside a page, which hears of no failure before it shows it", async () => {
  const { beside } = await import("./later")
  const load = vi.fn(() => Promise.reject(new Error("no connection")))
  beside(load)
  expect(load).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(load).toHaveBeenCalledTimes(1)
})

it("goes on to the next part where one cannot be loaded, and loads what a page names later", async () => {
  const { later, loadTheRest } = await import("./later")
  const [next, last] = [vi.fn(() => Promise.resolve(Nothing)), vi.fn(() => Promise.resolve(Nothing))]
  later(() => Promise.reject(new Error("no connection")))
  later(next)
  loadTheRest(() => false)
  await vi.advanceTimersByTimeAsync(LONG_MS)
  later(last)
  await vi.advanceTimersByTimeAsync(LONG_MS)

  expect(next).toHaveBeenCalledTimes(1)
  expect(last).toHaveBeenCalledTimes(1)
})

it("asks for nothing while the server does not answer, as what failed once fails for good", async () => {
  const { later, loadTheRest } = await import("./later")
  const load = vi.fn(() => Promise.resolve(Nothing))
  connected = false
  later(load)
  loadTheRest(() => false)
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(load).not.toHaveBeenCalled()

  connected = true
  await vi.advanceTimersByTimeAsync(LONG_MS)
  expect(load).toHaveBeenCalledTimes(1)
})
