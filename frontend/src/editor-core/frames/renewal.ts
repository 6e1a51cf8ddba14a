/** Getting addresses anew: those of a clip's files end after some hours. */
import type { Part } from "./media"

/** How often in a row a file may fail before nobody asks any more. */
const MOST_FAILURES = 3
/** What a server answers whose address has ended, and a store that it has handed it over to. */
const ENDED = new Set([401, 403, 410])

/** Where a file lies now. */
export interface Address {
  readonly url: () => string
  /** Resolves once it was asked for anew. */
  readonly renewed: () => Promise<void>
}

/** Asks the server for the same files under addresses that last. */
type Ask = () => Promise<readonly Part[]>

/** Asks for other addresses when a file cannot be read, once for all who need them. */
export class Renewal {
  private ask: Ask | null = null
  private asked: Promise<void> | null = null
  private failures = 0

  constructor(private readonly take: (parts: readonly Part[]) => void) {}

  /** Ask so from now on; the answer stops that. */
  by(ask: Ask): () => void {
    this.ask = ask
    return () => {
      this.ask = null
    }
  }

  /** A file could not be read. */
  needed(): Promise<void> {
    if (this.asked) return this.asked
    if (!this.ask || this.failures >= MOST_FAILURES) return Promise.resolve()
    this.failures += 1
    this.asked = this.ask()
      .then((parts) => this.take(parts))
      // Who cannot ask now asks when the next file fails; the page asks by itself, too.
      .catch(() => undefined)
      .finally(() => {
        this.asked = null
      })
    return this.asked
  }

  /** A file was read. */
  worked(): void {
    this.failures = 0
  }
}

/** Fetches from where a file lies now, and once more where its address has ended. */
export function fetching({ url, renewed }: Address): typeof fetch {
  return async (_, init) => {
    const answer = await fetch(url(), init)
    if (!ENDED.has(answer.status)) return answer
    await answer.body?.cancel()
    await renewed()
    return fetch(url(), init)
  }
}
