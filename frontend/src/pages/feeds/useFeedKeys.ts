/** Keys of the page of feeds. They act unless a text field or a menu has the focus. */
import { useEffect, useRef } from "react"
import { isOwnKey, takesKeys } from "../../editor-core/keymap"
import { FEEDS } from "../../editor-core/keys/pages"
import { keymap, keysOf, meaning } from "../../editor-core/keys/shortcuts"
import { useOffers } from "../../ui/finder/offers"
import { useTaste } from "../../ui/preferences"

export type FeedAct = (typeof FEEDS)[number]["id"]
export type FeedKeys = Readonly<Record<FeedAct, (key: string) => void>>

/** Listen to keys while the page is open. A key that is held decides one clip only. */
export function useFeedKeys(keys: FeedKeys): void {
  const latest = useRef(keys)
  const taste = useTaste()
  useOffers(() => FEEDS.map((action) => ({ ...action, enabled: action.id !== "tag", run: () => keys[action.id]("") })))
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const map = keymap<(typeof FEEDS)[number]>(FEEDS, taste)
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || takesKeys(event.target)) return
      const found = meaning(map, event, taste)
      if (!found || isOwnKey(event.target, found.key)) return
      event.preventDefault()
      if (event.repeat && found.action.group === "Decide") return
      latest.current[found.action.id](found.key)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [taste])
}

/** The key of an action as this person has it. */
export function useFeedKey(id: FeedAct): string {
  const taste = useTaste()
  const action = FEEDS.find((one) => one.id === id)
  return (action && keysOf(action, taste)[0]) ?? ""
}
