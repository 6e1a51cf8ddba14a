/** What one can do with the clip on the deck. */
import { t } from "@lingui/core/macro"
import { isGuess } from "../records"
import type { Change } from "../types"
import { chooseWholeClip, refuseClass } from "./choose"
import type { Deck } from "./deck"

/** Say that the clip is of a class, and go on. */
export function tag(deck: Deck, classId: number): void {
  const labelClass = deck.classOf(classId)
  const editor = deck.current?.editor
  if (!editor || !labelClass) return
  deck.send(t`Tag clip ${labelClass.name}`, chooseWholeClip(editor.store.view, labelClass, editor.clip, deck.single))
}

/** Put a class on the clip or take it off, and stay. */
export function toggle(deck: Deck, classId: number): void {
  const labelClass = deck.classOf(classId)
  const editor = deck.current?.editor
  if (!editor || !labelClass) return
  const { view } = editor.store
  if (!deck.chosen.includes(classId)) {
    deck.change(t`Tag clip ${labelClass.name}`, chooseWholeClip(view, labelClass, editor.clip, deck.single))
    return
  }
  const own = [...view.values()].filter((record) => record.kind === "tag" && record.class_id === classId && !isGuess(record) && !record.negative)
  deck.change(t`Take off ${labelClass.name}`, own.map((removed): Change => ({ removed })))
}

/** Agree with the model, and go on. */
export function acceptGuess(deck: Deck): void {
  const { guess } = deck
  if (guess) tag(deck, guess.classId)
  else deck.say(t`The model has no guess for this clip`)
}

/** Say that the clip is not what the model thinks, and go on: it comes again for somebody to say what it is. */
export function rejectGuess(deck: Deck): void {
  const { guess, current } = deck
  const labelClass = guess && deck.classOf(guess.classId)
  if (!current || !labelClass) {
    deck.say(t`The model has no guess for this clip`)
    return
  }
  const { editor } = current
  if (editor.change(t`Not ${labelClass.name}`, refuseClass(editor.store.view, labelClass, editor.clip))) {
    deck.putAside("rejected", [labelClass.id])
  }
}

/** Say of this clip what was said of the last one, and go on. */
export function repeatLast(deck: Deck): void {
  const [only, ...more] = deck.last
  const editor = deck.current?.editor
  if (!editor || only === undefined) {
    deck.say(t`There is no label to repeat yet`)
    return
  }
  if (more.length === 0) {
    tag(deck, only)
    return
  }
  const classes = deck.last.flatMap((id) => deck.classOf(id) ?? [])
  deck.send(t`Same as last`, classes.flatMap((one) => chooseWholeClip(editor.store.view, one, editor.clip, false)))
}

/** Hand the clip on with the classes that it has; in multi-label projects that may be none. */
export function sendAsIs(deck: Deck): void {
  if (deck.single && deck.chosen.length === 0) deck.say(t`Say what this clip is first, or press U if you are not sure`)
  else deck.send(t`Send as it is`, [])
}

/** The class behind a digit, acted on. */
export function onDigit(deck: Deck, digit: string, act: (deck: Deck, classId: number) => void): void {
  const labelClass = deck.tags.find(({ hotkey }) => hotkey === Number(digit))
  if (labelClass) act(deck, labelClass.id)
  else deck.say(t`No class has the digit ${digit}`)
}
