/** Deciding on a model's labels. */
import { msg, plural, t } from "@lingui/core/macro"
import { dropSuggestion, takeOn } from "../assist"
import type { Editor } from "../editor"
import { existsAt, isGuess } from "../records"
import { goTo, select } from "../selection"
import type { Annotation } from "../types"
import { accept, guessFor, reject } from "../verdicts"
import type { Command } from "./command"

export const DECIDE: readonly Command[] = [
  { id: "accept", label: msg`Accept the model's label, on to the next`, group: "Decide", keys: ["A"], run: decide("accept") },
  { id: "reject", label: msg`Reject the model's label, on to the next`, group: "Decide", keys: ["X"], run: decide("reject") },
]

type Verdict = "accept" | "reject"

function decide(verdict: Verdict) {
  return (editor: Editor) => {
    // What was just asked for comes first.
    if (verdict === "accept" ? takeOn(editor) : dropSuggestion(editor)) return
    if (editor.chosen.length > 1 ? decideAll(editor, verdict) : decideOne(editor, verdict)) goOn(editor)
  }
}

function decideOne(editor: Editor, verdict: Verdict): boolean {
  const guess = nextGuess(editor, editor.state.selected)
  if (!guess) {
    editor.say(whyNone(editor))
    return false
  }
  // Nobody decides on what they have not seen: it is shown first.
  if (guess.id !== editor.state.selected && !existsAt(guess, editor.frame)) {
    show(editor, guess)
    return false
  }
  const name = editor.classOf(guess.class_id)?.name ?? t`a label`
  const change = verdict === "accept" ? accept(guess) : reject(guess)
  return editor.change(verdict === "accept" ? t`Accept ${name}` : t`Reject ${name}`, [change])
}

function whyNone(editor: Editor): string {
  const left = [...editor.store.view.values()].filter((record) => isGuess(record) && !record.negative)
  if (left.length === 0) return t`The model has no labels left to decide on`
  if (!left.some((record) => editor.isSeen(record))) return t`The model's labels that are left are not shown now`
  return t`This is locked. Unlock it in its row of the timeline to change it`
}

/** One verdict on every model label that is selected, in one step. */
function decideAll(editor: Editor, verdict: Verdict): boolean {
  const guesses = editor.chosen.filter(isGuess)
  const number = guesses.length
  const deed =
    verdict === "accept"
      ? plural(number, { one: "Accept # label", other: "Accept # labels" })
      : plural(number, { one: "Reject # label", other: "Reject # labels" })
  if (number === 0) editor.say(t`None of what is selected is a model's label`)
  return editor.change(deed, guesses.map(verdict === "accept" ? accept : reject))
}

/** On to the nearest guess that is left, and to where it is seen. */
function goOn(editor: Editor): void {
  const next = nextGuess(editor, null)
  if (next) show(editor, next)
  else editor.set({ selected: null, keyframe: null })
}

function show(editor: Editor, guess: Annotation): void {
  goTo(editor, guess)
  select(editor, [guess.id])
}

function nextGuess(editor: Editor, selected: string | null): Annotation | null {
  return guessFor(editor.store.view, selected, editor.frame, (record) => editor.isSeen(record) && !editor.isLocked(record))
}
