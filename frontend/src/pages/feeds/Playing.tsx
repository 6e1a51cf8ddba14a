/** A clip's picture that plays by itself, over and over, out of one sheet of small pictures. */
import { useSyncExternalStore } from "react"
import type { Item } from "../../api/types"
import { clock } from "../../ui/words"
import { backgroundOf } from "../data/sprite"

const BEAT_MS = 200

let beat = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** One clock for all pictures; it stands still where nobody looks, and for those who want no motion. */
function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.hidden || matchMedia("(prefers-reduced-motion: reduce)").matches) return
    beat += 1
    for (const each of listeners) each()
  }, BEAT_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

export function Playing({ item: { media, seconds } }: { item: Item }) {
  const sprite = media?.sprite
  const picture = useSyncExternalStore(listen, () => (sprite ? beat % sprite.count : 0))
  return (
    <div className="th" aria-hidden>
      {sprite ? <div className="sprite" style={backgroundOf(sprite, picture)} /> : media && <img src={media.poster} alt="" loading="lazy" decoding="async" />}
      {seconds !== null && <span className="dur num">{clock(seconds)}</span>}
    </div>
  )
}
