/** A request ends: with an answer, with a no, or because nobody answers in time. */
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { getAll, OF_USER, request, writeFor } from "./client"
import { Unreachable } from "./problem"

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("document", { cookie: "" })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A server that never says anything more; what it said so far, if anything. */
function silent(begun?: string) {
  vi.stubGlobal("fetch", (_: string, { signal }: RequestInit) => {
    const dead = (fail: (reason: unknown) => void) => signal?.addEventListener("abort", () => fail(signal.reason))
    if (begun === undefined) return new Promise((_answer, fail) => dead(fail))
    const body = new ReadableStream({
      start: (stream) => {
        stream.enqueue(new TextEncoder().encode(begun))
        dead((reason) => stream.error(reason))
      },
    })
    return Promise.resolve(new Response(body))
  })
}

test("a line that is dead is unreachable after half a minute, before the answer and within it", async () => {
  for (const begun of [undefined, '{"half": ']) {
    silent(begun)
    const asked = expect(request("POST", "/edits", { body: {} })).rejects.toBeInstanceOf(Unreachable)
    await vi.advanceTimersByTimeAsync(30_100)
    await asked
  }
})

test("who sends much is given the time that a slow line takes", async () => {
  silent()
  let ended = false
  const asked = request("POST", "/edits", { body: "x".repeat(1_000_000) }).catch(() => (ended = true))
  await vi.advanceTimersByTimeAsync(100_000)
  expect(ended).toBe(false)
  await vi.advanceTimersByTimeAsync(31_000)
  await asked
  expect(ended).toBe(true)
})

test("who stops waiting is told so, not that nobody answered", async () => {
  silent()
  const stop = new AbortController()
  const asked = expect(request("GET", "/items", { signal: stop.signal })).rejects.toHaveProperty("name", "AbortError")
  stop.abort()
  await asked
})

test("a yes that is none of ours is no answer; a no needs no body to be one", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>Sign in to the hotel</html>")))
  await expect(request("POST", "/edits", { body: {} })).rejects.toBeInstanceOf(Unreachable)
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>Bad gateway</html>", { status: 502 })))
  await expect(request("POST", "/edits", { body: {} })).rejects.toMatchObject({ status: 502 })
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 204 })))
  expect(await request("POST", "/next", { body: {} })).toBeNull()
})

test("a list is read to its end, page after page", async () => {
  const asked: string[] = []
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url)
    const page = url.includes("cursor=b") ? { results: [3], next: null } : { results: [1, 2], next: "b" }
    return Promise.resolve(new Response(JSON.stringify(page)))
  })

  expect(await getAll<number>("/rows")).toEqual([1, 2, 3])
  expect(asked).toEqual(["/api/v1/rows?limit=200", "/api/v1/rows?limit=200&cursor=b"])
})

test("what is written is of whoever uses the page; what is read, and signing in, is of nobody", async () => {
  const sent: (string | undefined)[] = []
  vi.stubGlobal("fetch", (_: string, { headers }: { headers: Record<string, string> }) => {
    sent.push(headers[OF_USER])
    return Promise.resolve(new Response(null, { status: 204 }))
  })
  writeFor(() => 7)
  for (const method of ["POST", "PATCH", "DELETE", "GET"]) await request(method, "/comments", {})
  await request("POST", "/session", { signingIn: true })
  await request("POST", "/edits", { user: 8 })
  writeFor(() => null)
  await request("POST", "/next")
  expect(sent).toEqual(["7", "7", "7", undefined, undefined, "8", undefined])
})
