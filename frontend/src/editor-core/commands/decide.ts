/** Deciding on a model's labels. */
import { msg, plural, t } from "@lingui/core/macro"
import { dropSuggestion, takeOn } from "../assist"
import type { Editor } from "../editor"
import { isGuess } from "../records"
import { accept, guessFor, reject } from "../verdicts"
import type { Command } from "./command"

export const DECIDE: readonly Command[] = [
  { id: "accept", label: msg`Accept the model's label, on to the next`, group: "Decide", keys: ["A"], run: decide("accept") },
  { id: "reject", label: msg`Reject the model's label, on to the next`, group: "Decide", keys: ["X"], run: decide("reject") },
]

function decide(verdict: "accept" | "reject") {
  return (editor: Editor) => {
    // What was just asked for comes first.
    if (verdict === "accept" ? takeOn(editor) : dropSuggestion(editor)) return
    if (editor.chosen.length > 1) {
      decideAll(editor, verdict)
      return
    }
    const guess = guessFor(editor.store.view, editor.state.selected, editor.frame)
    if (!guess) {
      editor.say(t`The model has no labels left to decide on`)
      return
    }
    const name = editor.classOf(guess.class_id)?.name ?? "label"
    const change = verdict === "accept" ? accept(guess) : reject(guess)
    if (!editor.change(verdict === "accept" ? t`Accept ${name}` : t`Reject ${name}`, [change])) return
    const next = guessFor(editor.store.view, null, editor.frame)
    editor.set({ selected: next?.id ?? null, keyframe: null })
  }
}

/** One verdict on every model label that is selected, in one step. */
function decideAll(editor: Editor, verdict: "accept" | "reject"): void {
  const guesses = editor.chosen.filter(isGuess)
  const number = guesses.length
  const deed =
    verdict === "accept"
      ? plural(number, { one: "Accept # label", other: "Accept # labels" })
      : plural(number, { one: "Reject # label", other: "Reject # labels" })
  const done = editor.change(deed, guesses.map(verdict === "accept" ? accept : reject))
  if (!done && guesses.length === 0) editor.say(t`None of what is selected is a model's label`)
}
