/** One tab sends a file at a time; another gets it once the first lets go. */
import { afterEach, describe, expect, test, vi } from "vitest"
import { claim } from "./claims"

/** Locks as the browser has them: one holder for each name, the others wait in order until their signal says no. */
class Locks {
  private readonly ends = new Map<string, Promise<unknown>>()

  request(name: string, options: { signal?: AbortSignal }, hold: () => Promise<void>): Promise<void> {
    const before = this.ends.get(name) ?? Promise.resolve()
    const given = new Promise<void>((resolve, reject) => {
      options.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error))
      void before.then(() => resolve())
    })
    const done = given.then(hold)
    this.ends.set(name, Promise.allSettled([before, done]))
    return done
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

afterEach(() => {
  vi.unstubAllGlobals()
})

describe("claiming a file", () => {
  test("the second tab waits until the first lets go", async () => {
    vi.stubGlobal("navigator", { locks: new Locks() })
    const release = await claim("a")
    const second = vi.fn()
    const waiting = claim("a").then(second)
    await soon()
    expect(second).not.toHaveBeenCalled()
    release?.()
    await waiting
    expect(second).toHaveBeenCalledWith(expect.any(Function))
  })

  test("another file is free meanwhile", async () => {
    vi.stubGlobal("navigator", { locks: new Locks() })
    await claim("a")
    expect(await claim("b", 20)).toEqual(expect.any(Function))
  })

  test("who waits too long gets nothing, and is in nobody's way later", async () => {
    vi.stubGlobal("navigator", { locks: new Locks() })
    const release = await claim("a")
    expect(await claim("a", 20)).toBeNull()
    release?.()
    expect(await claim("a", 1000)).toEqual(expect.any(Function))
  })

  test("a browser that refuses says why, as an error", async () => {
    vi.stubGlobal("navigator", { locks: { request: () => Promise.reject(new TypeError("No locks here")) } })
    await expect(claim("a", 1000)).rejects.toThrow("No locks here")
  })

  test("pages without locks send all the same", async () => {
    vi.stubGlobal("navigator", {})
    expect(await claim("a", 20)).toEqual(expect.any(Function))
  })
})
