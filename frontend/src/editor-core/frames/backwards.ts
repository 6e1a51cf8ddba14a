/** Playing backwards: by steps, since no browser plays that way. */

const TICK_MS = 1000 / 60

interface Given {
  /** Frames a second. */
  readonly rate: number
  readonly from: number
  /** The range that is played. */
  readonly first: number
  readonly last: number
  /** Begin again at the last frame instead of stopping at the first one. */
  readonly repeat: boolean
  /** Show a frame; false where it has to be decoded first. */
  readonly show: (frame: number) => boolean
  readonly done: () => void
}

/** Show ever earlier frames as time passes; the answer stops it. */
export function playBackwards({ rate, from, first, last, repeat, show, done }: Given): () => void {
  let [start, began, at] = [from, performance.now(), from]
  const again = (frame: number) => {
    start = frame
    at = frame
    began = performance.now()
  }
  const timer = setInterval(() => {
    const passed = ((performance.now() - began) / 1000) * rate
    const wish = Math.max(first, start - Math.floor(passed))
    // What is not decoded yet is waited for, so that no stretch is jumped over.
    if (!show(wish)) again(at)
    else if (wish > first) at = wish
    else if (repeat) again(last)
    else done()
  }, TICK_MS)
  return () => clearInterval(timer)
}
