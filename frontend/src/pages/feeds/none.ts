/** Why a feed has nothing to show. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"

const NONE: Readonly<Record<string, MessageDescriptor>> = {
  typical: msg`No clip without a label stands for others.`,
  borderline: msg`No clip that the model looked at is a close call.`,
  positives: msg`The model is this sure of no clip without a label: be content with less, or run it on more clips.`,
  negatives: msg`The model is this sure of no clip without a label: be content with less, or run it on more clips.`,
  stretches: msg`No video of half a minute or more, that a model looked at, has a stretch without a label.`,
  audit: msg`No clip that chance drew waits for a label.`,
  check: msg`No round waits for people. One that they are to check puts its clips here.`,
  "between-models": msg`Models that looked at the same clips agree, or only one has looked.`,
  copies: msg`No clip without a label is a copy of another.`,
  errors: msg`No model contradicts a label of the clips that it was tested on.`,
  "against-person": msg`The model in use contradicts no label.`,
}

/** In words, where there is more to say than that it is empty. */
export function noneWords(kind: string): string {
  const words = NONE[kind]
  return words ? i18n._(words) : ""
}
