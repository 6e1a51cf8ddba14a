/** Whether a clip is still to be handed on, as far as this page knows. */
import { t } from "@lingui/core/macro"
import { useState, useSyncExternalStore } from "react"
import type { Editor } from "../../editor-core/editor"
import { mootDecisions } from "../../editor-core/outboxOrder"
import { firstOpen } from "../../editor-core/properties"

/** Whether the clip is still to be handed on, and doing so, with a line or without; it answers whether that was done. */
export function useHandingOn(editor: Editor, stageKind: string) {
  const { outbox, history } = editor.desk
  const [known, setKnown] = useState<string | null>(null)
  const look = () => handedOnBy(known, editor, stageKind)
  const now = useSyncExternalStore(outbox.subscribe, look)
  useSyncExternalStore(history.subscribe, look)
  if (now !== known) setKnown(now)
  const handOn = () => isComplete(editor) && editor.handOn(t`Send to review`)
  return { sends: isWorkable(stageKind) && now === null, handOn }
}

/**
 * The decision that handed the clip on, for as long as only this page knows of it: until the server says
 * in which stage the clip is now, or refuses it, or somebody takes it back or gives it up.
 */
export function handedOnBy(known: string | null, { clip, desk }: Editor, stageKind: string): string | null {
  const { handedOn, letters } = desk.outbox
  const last = desk.history.last?.decision?.id
  if (!isWorkable(stageKind)) return null
  if (handedOn.includes(clip.id)) return last ?? ""
  const isRefused = letters.some(({ edit, state }) => edit.edit_id === last && state === "refused")
  return last === known && !isRefused ? known : null
}

/** Whether a clip can be handed on as it is; where not, say why, or go to what is open and say it there. */
export function isComplete(editor: Editor): boolean {
  const { desk, clip, store } = editor
  const open = firstOpen(store.view.values(), desk.classes)
  if (open) {
    const { record, labelClass, property, frame } = open
    const sentence = t`${labelClass.name}: ${property.name} is required. Set it, then hand the clip in`
    editor.ask({ record: record.id, property: property.id, frame, sentence })
    return false
  }
  // A decision that was refused is no trouble: the one that is made now takes its place.
  const moot = mootDecisions(desk.outbox.letters, clip.id)
  const isTroubled = desk.outbox.letters.some((letter) => letter.item === clip.id && letter.state !== "waiting" && !moot.includes(letter))
  if (isTroubled) editor.say(t`Some changes on this clip need you first. Settle them, then send it on`)
  return !isTroubled
}

/** Whether a clip in this stage is still to be labeled, and can be sent on. */
function isWorkable(stageKind: string): boolean {
  return stageKind === "dataset" || stageKind === "annotate"
}
