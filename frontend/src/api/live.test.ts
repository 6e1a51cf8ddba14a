/** What a page shows of a project follows the project's events. */
import { QueryClient } from "@tanstack/react-query"
import { afterEach, expect, test, vi } from "vitest"
import { keepLive } from "./live"
import { type Handlers, subscribe } from "./stream"

vi.mock("./stream", () => ({ subscribe: vi.fn(() => () => undefined) }))

afterEach(() => {
  vi.mocked(subscribe).mockClear()
  vi.useRealTimers()
})

test.each(["listening", "missed"] as const)("on %s what was read before is read again", (event) => {
  const client = new QueryClient()
  const key = ["project", 1, "jobs"]
  client.setQueryData(key, [])
  client.setQueryData(["project", 2, "jobs"], [])

  keepLive(client, 1)
  const heard: Handlers | undefined = vi.mocked(subscribe).mock.lastCall?.[1]
  heard?.[event]?.({})

  expect(client.getQueryState(key)?.isInvalidated).toBe(true)
  expect(client.getQueryState(["project", 2, "jobs"])?.isInvalidated).toBe(false)
})

test("clips that change in a row are asked for once, and again only when that was answered", async () => {
  vi.useFakeTimers()
  const client = new QueryClient()
  const answers: (() => void)[] = []
  const renewed = vi.spyOn(client, "invalidateQueries").mockImplementation(() => new Promise((resolve) => answers.push(() => resolve())))
  const asked = () => renewed.mock.calls.filter(([filters]) => filters?.queryKey?.[2] === "items").length
  keepLive(client, 1)
  const heard = vi.mocked(subscribe).mock.lastCall?.[1]
  const change = () => heard?.items?.({})

  change()
  change()
  await vi.advanceTimersByTimeAsync(400)
  expect(asked()).toBe(1)
  change()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked()).toBe(1)
  answers.forEach((answer) => answer())
  await vi.advanceTimersByTimeAsync(400)
  expect(asked()).toBe(2)
})

test("an answer that never comes keeps a page for five seconds only", async () => {
  vi.useFakeTimers()
  const client = new QueryClient()
  const renewed = vi.spyOn(client, "invalidateQueries").mockReturnValue(new Promise(() => undefined))
  keepLive(client, 1)
  const heard = vi.mocked(subscribe).mock.lastCall?.[1]

  heard?.items?.({})
  await vi.advanceTimersByTimeAsync(400)
  const first = renewed.mock.calls.length
  heard?.items?.({})
  await vi.advanceTimersByTimeAsync(5_400)

  expect(renewed.mock.calls.length).toBe(2 * first)
})
