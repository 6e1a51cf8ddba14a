/** For what has to come once the server is there again, and has nobody who presses a button. */
import { Unreachable } from "./problem"

const AGAIN_MS = 5_000

/** What the server answers, as soon as it is reached. Rejects where it says no. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return patiently(ask)
  }
}
