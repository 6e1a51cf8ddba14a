/** What can be done on the review page, whether a key says so or the menu. */
import { t } from "@lingui/core/macro"
import { nextFrame, nextOf } from "../../editor-core/gaps"
import type { REVIEW } from "../../editor-core/keys/pages"
import type { Doubt } from "../../editor-core/types"
import { uncertain } from "../../editor-core/uncertain"
import { say } from "../../ui/toasts"
import type { Difference } from "./differences"
import { ALL_FRAMES, closer, nearer, towards, WHOLE } from "./sight"
import type { Review } from "./useReview"

/** The field of a comment on the frame that is shown. */
export const REMARK_FIELD = "review-comment"

/** A review, and how unsure a model is along its clip. */
export type Doubted = Review & { readonly doubt: readonly Doubt[] }
/** Goes so many clips on in the queue, or as far as there are any. */
export type Turn = (by: number) => void
type Act = (review: Doubted, turn: Turn) => void

export const ACTS: Readonly<Record<(typeof REVIEW)[number]["id"], Act>> = {
  play: ({ player }) => player.play(player.speed === 0 ? 1 : 0),
  "play-back": ({ player }) => player.shuttle(-1),
  stop: ({ player }) => player.play(0),
  "play-forward": ({ player }) => player.shuttle(1),
  back: ({ player }) => player.step(-1),
  forward: ({ player }) => player.step(1),
  "one-back": (review, turn) => goOne(review, turn, -1),
  "one-forward": (review, turn) => goOne(review, turn, 1),
  "back-10": ({ player }) => player.step(-10),
  "forward-10": ({ player }) => player.step(10),
  first: (review, turn) => goToEnd(review, turn, -1),
  last: (review, turn) => goToEnd(review, turn, 1),
  "previous-keyframe": ({ jump, view }) => jump(view.at - 1),
  "next-keyframe": ({ jump, view }) => jump(view.at + 1),
  up: (review, turn) => goToRow(review, turn, -1),
  down: (review, turn) => goToRow(review, turn, 1),
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
  redo: ({ back, differences }) => back.redo(differences),
  mute: ({ sound, setSound }) => setSound(!sound),
  "previous-edge": (review) => goToEdge(review, -1),
  "next-edge": (review) => goToEdge(review, 1),
  fit: ({ set, view }) => set(view.region === "timeline" ? { window: ALL_FRAMES } : { sight: WHOLE }),
  "zoom-in": (review) => zoom(review, 1.5),
  "zoom-out": (review) => zoom(review, 1 / 1.5),
  cancel: () => {
    if (focusIn(CHANGE) || focusIn(QUEUE)) (document.activeElement as HTMLElement).blur()
  },
}

const CHANGE = "[data-change]"
const QUEUE = ".rv-queue"

/** The part of the page of this name that has the keyboard's focus. */
function focusIn(part: string): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(part) ?? null
}

/** One on in what has the focus: a clip of the queue, a change, else a frame. */
function goOne(review: Review, turn: Turn, by: 1 | -1): void {
  if (focusIn(QUEUE)) turn(by)
  else if (focusIn(CHANGE)) review.jump(review.view.at + by)
  else review.player.step(by)
}

/** The first or the last of what has the focus: a clip of the queue, a change, else a frame. */
function goToEnd({ differences, facts, jump, player }: Review, turn: Turn, by: 1 | -1): void {
  const last = (number: number) => (by > 0 ? number - 1 : 0)
  if (focusIn(QUEUE)) turn(by * Infinity)
  else if (focusIn(CHANGE)) jump(last(differences.length))
  else player.seek(last(facts.frames))
}

/** The row above or below: of the queue where that has the focus, else of the changes. */
function goToRow({ jump, view }: Review, turn: Turn, by: 1 | -1): void {
  if (focusIn(QUEUE)) turn(by)
  else jump(view.at + by)
}

/** The change that has the focus; without one a verdict is about the clip. */
function focusedChange({ differences }: Review): Difference | undefined {
  const id = focusIn(CHANGE)?.dataset.change
  return differences.find((difference) => difference.id === id)
}

function accept(review: Review): void {
  const change = focusedChange(review)
  if (change) approve(review, change)
  else if (review.whyNot === "" && !review.verdict.isPending) review.verdict.mutate({ verdict: "approve" })
}

function refuse(review: Review): void {
  const change = focusedChange(review)
  if (review.whyNot !== "") return
  if (change) takeBack(review, change)
  else review.set({ rejecting: true })
}

/** Find a change right, and go on to the next that is not decided. */
export function approve(review: Review, change: Difference): void {
  holdFocus(focusIn(CHANGE))
  review.approve(change)
}

/** Take a change back, and go on to the one in its place. */
export function takeBack({ back }: Review, change: Difference): void {
  if (back.busy) return
  holdFocus(focusIn(CHANGE))
  back.take(change)
}

/** The focus goes to the name of a change: the buttons beside it go once it is decided. */
function holdFocus(row: HTMLElement | null): void {
  row?.querySelector("button")?.focus()
}

/** Where the model is unsure, or says something else than people do. */
function goToUncertain({ labels, project, doubt, player }: Doubted, direction: 1 | -1): void {
  const view = new Map(labels.annotations.map((record) => [record.id, record]))
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
