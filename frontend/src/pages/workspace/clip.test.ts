/** A clip is asked for with its labels, and shown without them. */
import { QueryClient } from "@tanstack/react-query"
import { expect, test, vi } from "vitest"
import { get } from "../../api/client"
import { askAhead, clipQuery, labelsQuery } from "./clip"

vi.mock("../../api/client", () => ({ get: vi.fn() }))

test("all that opening a clip needs is asked for at once, and its picture waits for no labels", async () => {
  const client = new QueryClient()
  const answers: Readonly<Record<string, unknown>> = { "/projects/1/items/2": { id: 2 }, "/projects/1/items/2/map": { frames: 9 } }
  const asked: string[] = []
  vi.mocked(get).mockImplementation((path) => {
    asked.push(path)
    return path in answers ? Promise.resolve(answers[path]) : new Promise(() => undefined)
  })

  askAhead(client, 1, 2)

  await vi.waitFor(() => expect(client.getQueryData(clipQuery(1, 2).queryKey)).toEqual({ item: { id: 2 }, map: { frames: 9 } }))
  expect(asked.toSorted()).toEqual(["/projects/1/items/2", "/projects/1/items/2/annotations", "/projects/1/items/2/map"])
  expect(client.getQueryState(labelsQuery(1, 2).queryKey)).toMatchObject({ data: undefined, fetchStatus: "fetching" })
})
