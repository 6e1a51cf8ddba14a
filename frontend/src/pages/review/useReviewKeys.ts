/** Keys of the review page: each means what it means in the workspace, where both have it. */
import { useEffect, useRef } from "react"
import { namesOf, takesKeys } from "../../editor-core/keymap"
import { REMARK_FIELD } from "./Remarks"
import type { Review } from "./useReview"

type Act = (review: Review, onTurn: (by: 1 | -1) => void) => void

const KEYS: Readonly<Record<string, Act>> = {
  Space: ({ player }) => player.play(player.speed === 0 ? 1 : 0),
  J: ({ player }) => player.shuttle(-1),
  K: ({ player }) => player.play(0),
  L: ({ player }) => player.shuttle(1),
  ",": ({ player }) => player.step(-1),
  ".": ({ player }) => player.step(1),
  "←": ({ player }) => player.step(-1),
  "→": ({ player }) => player.step(1),
  "Shift+,": ({ player }) => player.step(-10),
  "Shift+.": ({ player }) => player.step(10),
  Home: ({ player }) => player.seek(0),
  End: ({ player, facts }) => player.seek(facts.frames - 1),
  "[": ({ jump, view }) => jump(view.at - 1),
  "]": ({ jump, view }) => jump(view.at + 1),
  "↑": ({ jump, view }) => jump(view.at - 1),
  "↓": ({ jump, view }) => jump(view.at + 1),
  PgUp: (_, turn) => turn(-1),
  PgDn: (_, turn) => turn(1),
  A: (review) => accept(review),
  "Shift+A": ({ differences, set }) => set({ approved: new Set(differences.map(({ id }) => id)) }),
  X: (review) => refuse(review),
  C: () => document.getElementById(REMARK_FIELD)?.focus(),
  Y: ({ set, view }) => set({ guesses: !view.guesses }),
  "Shift+Y": ({ set, view }) => set({ overlays: !view.overlays }),
  Z: (review) => loop(review),
  "Ctrl+Z": ({ back }) => back.undo(),
}

/** Keys that belong to the button or link that has the focus. */
const OWN_KEYS = ["Space", "↑", "↓"]

export function useReviewKeys(review: Review, onTurn: (by: 1 | -1) => void): void {
  const latest = useRef({ review, onTurn })
  useEffect(() => {
    latest.current = { review, onTurn }
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const name = namesOf(event).find((each) => each in KEYS)
      const act = name === undefined ? undefined : KEYS[name]
      if (name === undefined || !act || takesKeys(event.target) || latest.current.review.view.rejecting) return
      if (OWN_KEYS.includes(name) && event.target instanceof HTMLElement && event.target.closest("button, a, summary")) return
      event.preventDefault()
      act(latest.current.review, latest.current.onTurn)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
}

/** The change that has the keyboard's focus; without one a verdict is about the clip. */
function focusedChange({ differences }: Review) {
  const id = document.activeElement?.closest<HTMLElement>("[data-change]")?.dataset.change
  return differences.find((difference) => difference.id === id)
}

function accept(review: Review): void {
  const change = focusedChange(review)
  if (change) review.approve(change)
  else if (review.whyNot === "" && !review.verdict.isPending) review.verdict.mutate({ verdict: "approve" })
}

function refuse(review: Review): void {
  const change = focusedChange(review)
  if (review.whyNot !== "") return
  if (change) review.back.take(change)
  else review.set({ rejecting: true })
}

/** Plays the focused change over and over, with a second around it. */
export function loop({ player, focused, view, set, facts }: Review): void {
  const on = !view.loop && focused !== undefined
  set({ loop: on })
  const [start, end] = focused?.shown.spans[0] ?? [0, facts.frames]
  const air = Math.round(facts.rate)
  player.loop = on ? [Math.max(0, start - air), Math.min(facts.frames, end + air)] : null
  if (on) player.seek(Math.max(0, start - air))
  player.play(on ? 1 : 0)
}
