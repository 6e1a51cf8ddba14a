/** Keys of quick-tag mode: from a press to an action. */
import { t } from "@lingui/core/macro"
import { useEffect } from "react"
import { isOwnKey, takesKeys } from "../../editor-core/keymap"
import { keymap, keysOf, meaning } from "../../editor-core/keys/shortcuts"
import { tag } from "../../editor-core/quick/acts"
import { QUICK, type QuickPage, repeats } from "../../editor-core/quick/commands"
import { type Offer, useOffers } from "../../ui/finder/offers"
import { useTaste } from "../../ui/preferences"

/** Listen to keys while the page is open. A key that is held decides one clip only. */
export function useQuickKeys(page: QuickPage): void {
  const taste = useTaste()
  useOffers(() => offersOf(page))
  useEffect(() => {
    const map = keymap(QUICK, taste)
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || takesKeys(event.target)) return
      const found = meaning(map, event, taste)
      if (!found || isOwnKey(event.target, found.key)) return
      event.preventDefault()
      if (event.repeat && !repeats(found.action)) return
      found.action.run(page, found.key)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [page, taste])
}

/** What the palette can do here: the actions, and a tag for each class. */
function offersOf(page: QuickPage): Offer[] {
  const { deck } = page
  const enabled = deck.current !== null
  const classes = deck.tags.map(({ id, name }): Offer => ({ id: `class-${id}`, label: t`Tag the clip ${name}`, group: "Decide", keys: [], enabled, run: () => tag(deck, id) }))
  return [...actionsOf(page), ...classes]
}

/** Every action as it can be done now. */
export function actionsOf(page: QuickPage): Offer[] {
  const here = page.deck.current !== null
  return QUICK.map((action) => ({ ...action, enabled: !action.fixed && (here || action.id === "undo"), run: () => action.run(page, "") }))
}

/** The keys of an action of quick-tag mode as this person has them. */
export function useQuickKeysOf(id: string): readonly string[] {
  const taste = useTaste()
  const action = QUICK.find((each) => each.id === id)
  return action ? keysOf(action, taste) : []
}
