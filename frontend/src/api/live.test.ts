/** What a page shows of a project follows the project's events. */
import { QueryClient } from "@tanstack/react-query"
import { afterEach, expect, test, vi } from "vitest"
import { keepLive } from "./live"
import { type Handlers, subscribe } from "./stream"

vi.mock("./stream", () => ({ subscribe: vi.fn(() => () => undefined) }))

afterEach(() => vi.mocked(subscribe).mockClear())

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
