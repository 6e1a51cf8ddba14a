/** Keys of the comparison, and listening to what plays. */
import { useEffect, useSyncExternalStore } from "react"
import type { FrameSource } from "../../editor-core/frames/source"
import type { Pair } from "../../editor-core/frames/pair"
import { namesOf, takesKeys } from "../../editor-core/keymap"

/** Something of a player; the component renders again when it changes. */
export function usePlaying<T extends string | number | boolean>(player: FrameSource, select: (player: FrameSource) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player))
}

/** What a key does to the first clip, which the second follows; the same as in the workspace. */
const KEYS: Readonly<Record<string, (player: FrameSource) => void>> = {
  Space: (player) => player.play(player.speed === 0 ? player.pace : 0),
  J: (player) => player.shuttle(-1),
  K: (player) => player.play(0),
  L: (player) => player.shuttle(1),
  ",": (player) => player.step(-1),
  ".": (player) => player.step(1),
  "←": (player) => player.step(-1),
  "→": (player) => player.step(1),
  "Shift+,": (player) => player.step(-10),
  "Shift+.": (player) => player.step(10),
  Home: (player) => player.seek(0),
  End: (player) => player.seek(player.timing.frames - 1),
}

/** Follow the first clip, and listen to keys, while the pair is on screen. */
export function usePairKeys(pair: Pair): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || takesKeys(event.target)) return
      const name = namesOf(event).find((each) => each in KEYS)
      const onControl = event.target instanceof HTMLElement && event.target.closest("button, a") !== null
      if (name === undefined || (onControl && name === "Space")) return
      event.preventDefault()
      KEYS[name]?.(pair.first.player)
    }
    window.addEventListener("keydown", press)
    const stop = pair.follow()
    return () => {
      window.removeEventListener("keydown", press)
      stop()
    }
  }, [pair])
}
