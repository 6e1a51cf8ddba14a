import { MutationObserver, onlineManager } from "@tanstack/react-query"
import { afterEach, expect, test } from "vitest"
import { Unreachable } from "./api/problem"
import { client } from "./queryClient"

afterEach(() => onlineManager.setOnline(true))

test("who presses something without a line hears so at once, and it is not done later", async () => {
  onlineManager.setOnline(false)
  let tries = 0
  const asked = new MutationObserver(client, {
    mutationFn: () => {
      tries += 1
      return Promise.reject(new Unreachable())
    },
  })

  await expect(asked.mutate()).rejects.toThrow(Unreachable)

  onlineManager.setOnline(true)
  await client.resumePausedMutations()
  expect(tries).toBe(1)
})
