/** What a decision on a card changes, how it is sent, and how it is taken back. */
import type { FeedCard } from "../../api/feedTypes"
import { invert, subject } from "../../editor-core/edits"
import { chooseWholeClip, refuseClass } from "../../editor-core/quick/choose"
import { isWholeClip } from "../../editor-core/records"
import { ownTags } from "../../editor-core/tags"
import type { Annotation, Change, ClipFacts, LabelClass } from "../../editor-core/types"

/** Feeds of clips that people labeled: a decision there corrects a label, or finds it right. */
const DOUBTED: readonly string[] = ["errors", "against-person"]
/** Feeds of clips that the model cannot tell: its guess there is for a person to look at, one by one. */
const UNSURE: readonly string[] = ["useful", "borderline"]
const COPIES = "copies"

export type Wish = { readonly do: "accept" } | { readonly do: "reject" } | { readonly do: "tag"; readonly classId: number }

/** `decide` hands the clip on, `edit` does not; `uphold` changes nothing and says that it is right. */
export type Way = "decide" | "edit" | "uphold"

/** How a decision is shown on its card. */
export interface Said {
  readonly verdict: "is" | "is-not" | "right" | "no-copy" | "skipped"
  readonly classId: number | null
}

export interface Plan {
  readonly way: Way
  readonly changes: readonly Change[]
  readonly said: Said
}

/** Why nothing can be decided that way. */
export type Obstacle = "no-guess" | "only-a-part" | "no-class" | "a-stretch"

/** Whether people labeled the clips of this feed. */
export function isDoubted(kind: string): boolean {
  return DOUBTED.includes(kind)
}

/** Whether there is something on a card that can be accepted with the rest of them: never what writes over a person's label. */
export function isProposed(kind: string, card: FeedCard, classes: readonly LabelClass[]): boolean {
  return isLive(card.class_id, classes) && !isStretch(card) && !isDoubted(kind) && !UNSURE.includes(kind)
}

/** Whether a card is about a stretch of a long video: it is opened there, and labeled in the workspace. */
export function isStretch({ start }: FeedCard): boolean {
  return start !== null
}

/** Whether a class can be given: somebody may have archived it while the feed was open. */
export function isLive(classId: number | null, classes: readonly LabelClass[]): boolean {
  return classes.some(({ id, archived }) => id === classId && !archived)
}

/** What a wish on a card comes to. */
export function planOf(kind: string, card: FeedCard, wish: Wish, classes: readonly LabelClass[], single: boolean): Plan | Obstacle {
  // A key here would speak of all of the video.
  if (isStretch(card)) return "a-stretch"
  const wanted = wish.do === "tag" ? wish.classId : card.class_id
  const labelClass = classes.find(({ id, archived }) => id === wanted && !archived)
  if (isDoubted(kind)) return corrected(card, wish, labelClass, single)
  // What is no copy may still be of the class.
  if (kind === COPIES && wish.do === "reject") return { way: "uphold", changes: [], said: { verdict: "no-copy", classId: null } }
  if (wanted === null) return "no-guess"
  if (!labelClass) return "no-class"
  const { view, clip } = deskOf(card)
  // What accepting says there is that it is not.
  const isNo = wish.do !== "tag" && (wish.do === "reject") !== (kind === "negatives")
  if (isNo) return { way: "edit", changes: refuseClass(view, labelClass, clip), said: { verdict: "is-not", classId: labelClass.id } }
  return { way: "decide", changes: chooseWholeClip(view, labelClass, clip, single), said: { verdict: "is", classId: labelClass.id } }
}

/** A label put right, or found right. What covers a part of the clip only is for the workspace. */
function corrected(card: FeedCard, wish: Wish, labelClass: LabelClass | undefined, single: boolean): Plan | Obstacle {
  if (wish.do === "reject") return { way: "uphold", changes: [], said: { verdict: "right", classId: card.given_id } }
  const { view, clip } = deskOf(card)
  const given = card.given_id === null ? [] : ownTags(view, card.given_id)
  if (given.some((tag) => !isWholeClip(tag, clip))) return "only-a-part"
  if (!labelClass) {
    if (wish.do === "tag" || card.class_id !== null) return "no-class"
    return { way: "edit", changes: given.map((removed) => ({ removed })), said: { verdict: "is-not", classId: card.given_id } }
  }
  return { way: "edit", changes: chooseWholeClip(view, labelClass, clip, single), said: { verdict: "is", classId: labelClass.id } }
}

/** The versions that changes are made on. */
export function baseOf(changes: readonly Change[], versions: ReadonlyMap<string, number>): Record<string, number> {
  const known = changes.map(subject).flatMap((id): [string, number][] => {
    const version = versions.get(id)
    return version === undefined || version === 0 ? [] : [[id, version]]
  })
  return Object.fromEntries(known)
}

/** The versions of a card's labels. */
export function versionsOf({ annotations }: FeedCard): Map<string, number> {
  return new Map(annotations.map(({ id, version }) => [id, version]))
}

/** What takes changes back, on the versions that the server has by now: each change raised a record's by one, a removal too. */
export function wayBack(changes: readonly Change[], before: ReadonlyMap<string, number>, records: readonly Annotation[]) {
  const now = new Map(changes.map(subject).map((id): [string, number] => [id, (before.get(id) ?? 0) + 1]))
  for (const { id, version } of records) now.set(id, version)
  const back = invert(changes)
  return { changes: back, base: baseOf(back, now) }
}

/** The next card that nothing was decided on, from a place on and around; null where there is none. */
export function nextOpen(isOpen: readonly boolean[], from: number): number | null {
  const order = isOpen.map((_, step) => (from + step) % isOpen.length)
  return order.find((at) => isOpen[at]) ?? null
}

function deskOf({ item, annotations }: FeedCard): { view: Map<string, Annotation>; clip: ClipFacts } {
  const clip = { id: item.id, frames: item.frames ?? 0, rate: 1, width: item.width ?? 0, height: item.height ?? 0, seconds: [] }
  return { view: new Map(annotations.map((one) => [one.id, one as Annotation])), clip }
}

