/** The original's own picture of the frame that somebody looks at closely, over the smaller one that plays. */
import type { ClipFacts } from "../types"
import type { FrameSource } from "./source"

/** The longer side of what plays, at most. Twin: LONGEST_PX of mlworker/decode/proxy.py. */
const PLAYED_PX = 1280
/** Whoever moves on within this time looks at another frame. */
const CALM_MS = 300
/** What the server still draws is asked for again, for some minutes. */
const NOT_READY = 409
const AGAIN_MS = 1_000
const MOST_TRIES = 12

type Shown = Pick<FrameSource, "settled" | "speed" | "shown">

/** How closely a picture is looked at: its zoom, and its width in pixels of the screen. */
interface Look {
  readonly zoom: number
  readonly pixels: number
}

/**
 * The frame of which there is more to see than what plays has: it stands on the screen, zoomed in so far that
 * its pixels are drawn larger than they are, and the original has more of them. Null while it moves.
 */
export function closeUpOf({ settled, speed, shown }: Shown, { width, height }: ClipFacts, { zoom, pixels }: Look): number | null {
  const share = PLAYED_PX / Math.max(width, height)
  return settled && speed === 0 && zoom > 1 && share < 1 && pixels > width * share ? shown : null
}

/** Bring a picture once it was looked at for a while. The answer gives up: nothing comes after that. */
export function bring(url: string, take: (picture: Blob) => void): () => void {
  const stop = new AbortController()
  const heard = (picture: Blob | null) => {
    if (picture && !stop.signal.aborted) take(picture)
  }
  // What plays goes on to stand for a picture that does not come.
  answered(url, stop.signal).then(heard, () => undefined)
  return () => stop.abort()
}

async function answered(url: string, signal: AbortSignal): Promise<Blob | null> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    await after(tries === 0 ? CALM_MS : AGAIN_MS)
    signal.throwIfAborted()
    const answer = await fetch(url, { signal })
    if (answer.ok) return answer.blob()
    await answer.body?.cancel()
    if (answer.status !== NOT_READY) break
  }
  return null
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds))
}
