/** Everything that a key does in quick-tag mode; where the workspace has it too, under the same id. */
import { msg, t } from "@lingui/core/macro"
import { PLAYER } from "../keys/pages"
import type { Action } from "../keys/shortcuts"
import { acceptGuess, onDigit, rejectGuess, repeatLast, sendAsIs, tag, toggle } from "./acts"
import type { Deck } from "./deck"

/** What the page around the deck can do. */
export interface QuickPage {
  readonly deck: Deck
  pick(): void
  mute(): void
  timeline(): void
}

export interface QuickAction extends Action {
  readonly run: (page: QuickPage, key: string) => void
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]

const DECIDE: readonly QuickAction[] = [
  { id: "tag", label: msg`Tag the clip, on to the next`, group: "Decide", keys: DIGITS, fixed: true, run: ({ deck }, key) => onDigit(deck, key, tag) },
  {
    id: "tag-clip",
    label: msg`Class on or off, and stay`,
    group: "Decide",
    keys: DIGITS.map((digit) => `Shift+${digit}`),
    fixed: true,
    run: ({ deck }, key) => onDigit(deck, key.slice(-1), toggle),
  },
  { id: "pick", label: msg`Other class`, group: "Decide", keys: ["T"], run: (page) => page.pick() },
  { id: "accept", label: msg`Accept the model's guess, on to the next`, group: "Decide", keys: ["A"], run: ({ deck }) => acceptGuess(deck) },
  { id: "reject", label: msg`Reject the model's guess, on to the next`, group: "Decide", keys: ["X"], run: ({ deck }) => rejectGuess(deck) },
  { id: "repeat", label: msg`Same as last`, group: "Decide", keys: ["N"], run: ({ deck }) => repeatLast(deck) },
  { id: "unsure", label: msg`Not sure: a reviewer looks, on to the next`, group: "Decide", keys: ["U"], run: ({ deck }) => deck.send(t`Not sure`, [], "unsure") },
  { id: "submit", label: msg`Send as it is, on to the next`, group: "Decide", keys: ["Ctrl+Enter"], run: ({ deck }) => sendAsIs(deck) },
  { id: "next-clip", label: msg`Skip: somebody else may take it`, group: "Decide", keys: ["PgDn"], run: ({ deck }) => deck.putAside("skipped", []) },
  { id: "previous-clip", label: msg`Back to the last clip`, group: "Decide", keys: ["PgUp"], run: ({ deck }) => void deck.back(deck.done.at(-1)) },
  { id: "undo", label: msg`Undo: back to the last clip, its tag taken off`, group: "Decide", keys: ["Ctrl+Z"], run: ({ deck }) => void deck.undo() },
  { id: "redo", label: msg`Redo`, group: "Decide", keys: ["Ctrl+Shift+Z"], run: ({ deck }) => deck.redo() },
]

const PLAYS: Readonly<Record<(typeof PLAYER)[number]["id"], QuickAction["run"]>> = {
  play: ({ deck }) => play(deck, playing(deck) ? 0 : deck.speed),
  "play-back": ({ deck }) => shuttle(deck, -1),
  stop: ({ deck }) => play(deck, 0),
  "play-forward": ({ deck }) => shuttle(deck, 1),
  back: step(-1),
  forward: step(1),
  "one-back": step(-1),
  "one-forward": step(1),
  "back-10": step(-10),
  "forward-10": step(10),
  first: ({ deck }) => deck.current?.editor.player.seek(0),
  last: ({ deck }) => deck.current?.editor.player.seek(deck.current.editor.clip.frames - 1),
}

export const QUICK: readonly QuickAction[] = [
  ...DECIDE,
  ...PLAYER.map((action): QuickAction => ({ ...action, run: PLAYS[action.id] })),
  { id: "mute", label: msg`Mute`, group: "Play", keys: ["M"], run: (page) => page.mute() },
  { id: "quick", label: msg`Quick-tag or timeline, same clip`, group: "Work", keys: ["Q"], run: (page) => page.timeline() },
]

/** Whether a key that is held does it again and again: frames go by, but only one clip is decided. */
export function repeats({ group }: Action): boolean {
  return group === "Move"
}

function playing({ current }: Deck): boolean {
  return (current?.editor.player.speed ?? 0) !== 0
}

function play({ current }: Deck, speed: number): void {
  current?.editor.player.play(speed)
}

/** J and L; how fast somebody looks forward holds for the clips that follow. */
function shuttle(deck: Deck, direction: 1 | -1): void {
  const player = deck.current?.editor.player
  player?.shuttle(direction)
  if (player && player.speed > 0) deck.speed = player.speed
}

function step(by: number): QuickAction["run"] {
  return ({ deck }) => deck.current?.editor.player.step(by)
}
