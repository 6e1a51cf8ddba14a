/** What feeds are called, and why a clip is in one. */
import { type MessageDescriptor } from "@lingui/core"
import { msg, t } from "@lingui/core/macro"
import type { FeedCard } from "../../api/feedTypes"
import type { LabelClass } from "../../api/types"
import { clock, decimal } from "../../ui/words"

/** A feed: its name, and what lies in it. */
export interface KindWords {
  readonly name: MessageDescriptor
  readonly note: MessageDescriptor
  /** Whether it needs a model in use. */
  readonly model: boolean
  /** Whether it can be of one class. */
  readonly classes: boolean
  /** Whether it has a threshold. */
  readonly sure: boolean
  /** Whether it is of what somebody typed. */
  readonly typed: boolean
}

const kind = (name: MessageDescriptor, note: MessageDescriptor, { model = true, classes, sure = false, typed = false }: Partial<KindWords> = {}): KindWords => ({ name, note, model, classes: classes ?? model, sure, typed })

export const KINDS: Readonly<Record<string, KindWords>> = {
  useful: kind(msg`Most useful`, msg`Clips that teach the model most, in the order of the queue.`, { model: false }),
  typical: kind(msg`Typical`, msg`One clip for each group that looks alike: a good start, with no label and no model.`, { model: false }),
  borderline: kind(msg`Borderline`, msg`Clips of which the model is least sure, the closest call first.`),
  positives: kind(msg`Sure it is`, msg`What the model is sure of. Reject the wrong ones, then accept the rest.`, { sure: true }),
  negatives: kind(msg`Sure it is not`, msg`What the model is sure is not of the class.`, { sure: true }),
  stretches: kind(msg`Long videos`, msg`The stretch of each long video of which the model is least sure. Enter opens it there; label it on the timeline.`),
  audit: kind(msg`Random check`, msg`Drawn by chance to judge models. No guess is shown, so that nobody is led.`, { model: false }),
  check: kind(msg`Round check`, msg`Drawn by chance from a round’s labels. Say what you see: the round is kept only if it was right.`, { model: false }),
  "between-models": kind(msg`Between models`, msg`Clips of which the model in use and another say different things, the farthest apart first.`),
  copies: kind(msg`Copies`, msg`Unlabeled clips that are copies of another. Accept says the same of both; reject says that it is no copy.`, { model: false }),
  errors: kind(msg`Likely errors`, msg`Labels that a model contradicts on clips it was tested on and never learned from.`),
  "against-person": kind(msg`Against people`, msg`Labels that the model in use contradicts, on recordings that it did not learn from.`),
  similar: kind(msg`Similar`, msg`Unlabeled clips like the example, the most alike first. Accepting gives them the class.`, { model: false, classes: true }),
  words: kind(msg`By words`, msg`Unlabeled clips that fit your words, the best first. Accepting gives them the class.`, { model: false, classes: true, typed: true }),
}

/** Why a clip is here. What the queue says of it stands as it came. */
export function whyOf(card: FeedCard, model: string, classes: readonly LabelClass[]): string {
  const { code, text, class_id, given_id, score, beside } = card
  const named = (id: number | null) => classes.find((one) => one.id === id)?.name ?? ""
  const [name, given, share] = [named(class_id), named(given_id), score === null ? "" : decimal(score, 2)]
  switch (code) {
    case "positive":
      return t`${model} is sure: ${name} ${share}`
    case "negative":
      return t`${model} is sure that it is not ${name}: ${share}`
    case "borderline":
      return t`${model} is less sure than of others: ${name} ${share}`
    case "stretch":
      return t`${timesOf(card)}: here ${model} is least sure, ${name} ${share}`
    case "audit":
      return t`Drawn by chance`
    case "check":
      return t`Checks a round: label what you see in it`
    case "similar":
      return t`Looks like the example: ${share}`
    case "words":
      return t`Fits your words: ${share}`
    case "copy":
      return beside ? t`A copy of ${beside.name}: ${share}` : text
    case "between-models":
      return twoSay(card, model, `${name} ${share}`, named)
    case "typical":
      return t`Stands for many that look alike`
    case "oldest":
      return t`The oldest that nobody labeled`
    case "assigned":
      return t`Assigned to you`
    case "unsure":
      return t`Whoever labeled it was not sure`
    case "error":
    case "against-person":
      return given === "" ? t`Missing? ${model} says ${name} ${share}` : name === "" ? t`Labeled ${given}; ${model} says that it is not` : t`Labeled ${given}; ${model} says ${name} ${share}`
    default:
      return text
  }
}

function twoSay({ other }: FeedCard, model: string, first: string, named: (id: number) => string): string {
  if (!other) return t`${model}: ${first}`
  return t`${model}: ${first} · ${other.name}: ${named(other.class_id)} ${decimal(other.score, 2)}`
}

/** From when to when in its video a stretch is. */
function timesOf({ item: { frames, seconds }, start, end }: FeedCard): string {
  const at = (frame: number | null) => clock(((frame ?? 0) * (seconds ?? 0)) / Math.max(frames ?? 0, 1))
  return `${at(start)}–${at(end)}`
}
