/** Keys of the review page: each means what it means in the workspace, where both have it. */
import { useEffect, useRef } from "react"
import { isOwnKey, takesKeys } from "../../editor-core/keymap"
import { REVIEW } from "../../editor-core/keys/pages"
import { keymap, meaning } from "../../editor-core/keys/shortcuts"
import { type Offer, useOffers } from "../../ui/finder/offers"
import { useTaste } from "../../ui/preferences"
import { useDoubt } from "../workspace/useDoubt"
import { ACTS, type Turn } from "./acts"
import type { Review } from "./useReview"

/** Listen to keys while the page is open. Answers all that they do, for who would rather press a button. */
export function useReviewKeys(given: Review, onTurn: Turn): readonly Offer[] {
  const doubt = useDoubt(given.project.id, given.item.id)
  const review = { ...given, doubt }
  const latest = useRef({ review, onTurn })
  const taste = useTaste()
  useEffect(() => {
    latest.current = { review, onTurn }
  })
  const offers = REVIEW.map((action): Offer => ({ ...action, enabled: true, run: () => ACTS[action.id](review, onTurn) }))
  useOffers(() => offers)
  useEffect(() => {
    const map = keymap(REVIEW, taste)
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const found = meaning(map, event, taste)
      if (!found || takesKeys(event.target) || latest.current.review.view.rejecting) return
      if (isOwnKey(event.target, found.key)) return
      event.preventDefault()
      // A key that is held decides one clip only.
      if (event.repeat && found.action.group === "Decide") return
      ACTS[found.action.id](latest.current.review, latest.current.onTurn)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [taste])
  return offers
}
