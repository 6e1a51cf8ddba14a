import { beforeEach, expect, it, vi } from "vitest"
import { patiently } from "./patiently"
import { problemFrom, Unreachable } from "./problem"

beforeEach(() => void vi.useFakeTimers())

it("asks again until the server is reached, and no more", async () => {
  const ask = vi.fn<() => Promise<string>>()
  ask.mockRejectedValueOnce(new Unreachable()).mockRejectedValueOnce(new Unreachable()).mockResolvedValue("here")
  const answer = patiently(ask)
  await vi.advanceTimersByTimeAsync(60_000)

  await expect(answer).resolves.toBe("here")
  expect(ask).toHaveBeenCalledTimes(3)
})

it("takes a no for an answer", async () => {
  const ask = vi.fn(() => Promise.reject(problemFrom(404, {})))

  await expect(patiently(ask)).rejects.toMatchObject({ status: 404 })
  expect(ask).toHaveBeenCalledTimes(1)
})
