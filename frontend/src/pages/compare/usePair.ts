/** Keys of the comparison, and listening to what plays. */
import { useEffect, useSyncExternalStore } from "react"
import type { FrameSource } from "../../editor-core/frames/source"
import type { Pair } from "../../editor-core/frames/pair"
import { isOwnKey, takesKeys } from "../../editor-core/keymap"
import { PLAYER } from "../../editor-core/keys/pages"
import { keymap, meaning } from "../../editor-core/keys/shortcuts"
import { useOffers } from "../../ui/finder/offers"
import { useTaste } from "../../ui/preferences"

/** Something of a player; the component renders again when it changes. */
export function usePlaying<T extends string | number | boolean>(player: FrameSource, select: (player: FrameSource) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player))
}

/** What a key does to the first clip, which the second follows; the same as in the workspace. */
const ACTS: Readonly<Record<(typeof PLAYER)[number]["id"], (player: FrameSource) => void>> = {
  play: (player) => player.play(player.speed === 0 ? player.pace : 0),
  "play-back": (player) => player.shuttle(-1),
  stop: (player) => player.play(0),
  "play-forward": (player) => player.shuttle(1),
  back: (player) => player.step(-1),
  forward: (player) => player.step(1),
  "one-back": (player) => player.step(-1),
  "one-forward": (player) => player.step(1),
  "back-10": (player) => player.step(-10),
  "forward-10": (player) => player.step(10),
  first: (player) => player.seek(0),
  last: (player) => player.seek(player.timing.frames - 1),
}

/** Follow the first clip, and listen to keys, while the pair is on screen. */
export function usePairKeys(pair: Pair): void {
  const taste = useTaste()
  useOffers(() => PLAYER.map((action) => ({ ...action, enabled: true, run: () => ACTS[action.id](pair.first.player) })))
  useEffect(() => {
    const map = keymap(PLAYER, taste)
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || takesKeys(event.target)) return
      const found = meaning(map, event, taste)
      if (!found || isOwnKey(event.target, found.key)) return
      event.preventDefault()
      ACTS[found.action.id](pair.first.player)
    }
    window.addEventListener("keydown", press)
    const stop = pair.follow()
    return () => {
      window.removeEventListener("keydown", press)
      stop()
    }
  }, [pair, taste])
}
