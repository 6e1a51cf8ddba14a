/** How pages ask: what is stale, what is tried again. */
import { QueryClient } from "@tanstack/react-query"
import { ApiProblem } from "./api/problem"

const TRIES = 2

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A no stays a no; only silence is worth asking again.
      retry: (failures, error) => !(error instanceof ApiProblem && error.status < 500) && failures < TRIES,
    },
    // Whoever presses something without a line hears so at once: done minutes later, it may not be what they want by then.
    mutations: { networkMode: "always" },
  },
})
