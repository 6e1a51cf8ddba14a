/** Keys of the review page: each means what it means in the workspace, where both have it. */
import { t } from "@lingui/core/macro"
import { useEffect, useRef } from "react"
import { nextFrame, nextOf } from "../../editor-core/gaps"
import { isOwnKey, takesKeys } from "../../editor-core/keymap"
import { REVIEW } from "../../editor-core/keys/pages"
import { keymap, meaning } from "../../editor-core/keys/shortcuts"
import type { Doubt } from "../../editor-core/types"
import { uncertain } from "../../editor-core/uncertain"
import { useOffers } from "../../ui/finder/offers"
import { useTaste } from "../../ui/preferences"
import { say } from "../../ui/toasts"
import { useDoubt } from "../workspace/useDoubt"
import { REMARK_FIELD } from "./Remarks"
import { ALL_FRAMES, closer, nearer, towards, WHOLE } from "./sight"
import type { Review } from "./useReview"

/** A review, and how unsure a model is along its clip. */
type Doubted = Review & { readonly doubt: readonly Doubt[] }
type Act = (review: Doubted, onTurn: (by: 1 | -1) => void) => void

const ACTS: Readonly<Record<(typeof REVIEW)[number]["id"], Act>> = {
  play: ({ player }) => player.play(player.speed === 0 ? 1 : 0),
  "play-back": ({ player }) => player.shuttle(-1),
  stop: ({ player }) => player.play(0),
  "play-forward": ({ player }) => player.shuttle(1),
  back: ({ player }) => player.step(-1),
  forward: ({ player }) => player.step(1),
  "one-back": ({ player }) => player.step(-1),
  "one-forward": ({ player }) => player.step(1),
  "back-10": ({ player }) => player.step(-10),
  "forward-10": ({ player }) => player.step(10),
  first: ({ player }) => player.seek(0),
  last: ({ player, facts }) => player.seek(facts.frames - 1),
  "previous-keyframe": ({ jump, view }) => jump(view.at - 1),
  "next-keyframe": ({ jump, view }) => jump(view.at + 1),
  up: ({ jump, view }) => jump(view.at - 1),
  down: ({ jump, view }) => jump(view.at + 1),
  "previous-clip": (_, turn) => turn(-1),
  "next-clip": (_, turn) => turn(1),
  accept: (review) => accept(review),
  "accept-all": ({ differences, set }) => set({ approved: new Set(differences.map(({ id }) => id)) }),
  reject: (review) => refuse(review),
  "next-uncertain": (review) => goToUncertain(review, 1),
  "previous-uncertain": (review) => goToUncertain(review, -1),
  comment: () => document.getElementById(REMARK_FIELD)?.focus(),
  guesses: ({ set, view }) => set({ guesses: !view.guesses }),
  overlays: ({ set, view }) => set({ overlays: !view.overlays }),
  loop: (review) => loop(review),
  undo: ({ back }) => back.undo(),
  mute: ({ sound, setSound }) => setSound(!sound),
  "previous-edge": (review) => goToEdge(review, -1),
  "next-edge": (review) => goToEdge(review, 1),
  fit: ({ set, view }) => set(view.region === "timeline" ? { window: ALL_FRAMES } : { sight: WHOLE }),
  "zoom-in": (review) => zoom(review, 1.5),
  "zoom-out": (review) => zoom(review, 1 / 1.5),
}

/** Those of the list of changes, which walks by itself. */
const OF_THE_LIST = ["↑", "↓"]

export function useReviewKeys(given: Review, onTurn: (by: 1 | -1) => void): void {
  const doubt = useDoubt(given.project.id, given.item.id)
  const review = { ...given, doubt }
  const latest = useRef({ review, onTurn })
  const taste = useTaste()
  useEffect(() => {
    latest.current = { review, onTurn }
  })
  useOffers(() => REVIEW.map((action) => ({ ...action, enabled: true, run: () => ACTS[action.id](review, onTurn) })))
  useEffect(() => {
    const map = keymap(REVIEW, taste)
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const found = meaning(map, event, taste)
      if (!found || takesKeys(event.target) || latest.current.review.view.rejecting) return
      if (isOwnKey(event.target, found.key)) return
      if (OF_THE_LIST.includes(found.key) && event.target instanceof HTMLElement && event.target.closest("button, a, summary")) return
      event.preventDefault()
      // A key that is held decides one clip only.
      if (event.repeat && found.action.group === "Decide") return
      ACTS[found.action.id](latest.current.review, latest.current.onTurn)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [taste])
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

/** Where the model is unsure, or says something else than people do. */
function goToUncertain({ clip, project, doubt, player }: Doubted, direction: 1 | -1): void {
  const view = new Map(clip.annotations.annotations.map((record) => [record.id, record]))
  const stretch = nextOf(uncertain(view, doubt, project.task === "single"), player.asked, direction)
  if (stretch) player.seek(stretch[0])
  else say(t`Nothing here is uncertain`)
}

/** Where a span begins or ends, of what was and of what is. */
function goToEdge({ changes: { before, after }, player, facts }: Review, direction: 1 | -1): void {
  const edges = [...before, ...after].flatMap(({ spans }) => spans.flat())
  const edge = nextFrame(edges.map((frame) => Math.min(frame, facts.frames - 1)), player.asked, direction)
  if (edge !== undefined) player.seek(edge)
}

/** The region that was last in use: the picture goes to the focused change, the timeline to the playhead. */
function zoom({ view, set, player, facts, focused }: Review, by: number): void {
  if (view.region === "timeline") set({ window: nearer(view.window, by, player.asked, facts.frames) })
  else set({ sight: closer(view.sight.zoom === 1 ? towards(focused?.shown, player.asked, facts) : view.sight, by) })
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
