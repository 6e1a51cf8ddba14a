/** Which command a key press means. One key, one meaning. */
import type { Command } from "./commands/command"

/** What is used of a keyboard event. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">

/** The names of a press, the likeliest first, as `Ctrl+Shift+Z`, `Shift+1`, `?`. */
export function namesOf(press: Press): string[] {
  if (press.altKey) return []
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1]
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1]
  const sign = SIGNS[press.code]
  const latin = /^[a-z]$/i.test(press.key)
  const own = press.key.length === 1 ? press.key.toUpperCase() : press.key
  const chord = (key: string, shift = press.shiftKey) =>
    `${press.ctrlKey || press.metaKey ? "Ctrl+" : ""}${shift ? "Shift+" : ""}${key}`
  if (digit !== undefined) return [chord(digit)]
  if (latin) return [chord(own)]
  const names = press.key.length === 1 && press.key !== " " ? [chord(own, false)] : [chord(KEYS[own] ?? own)]
  // Chords with Shift and layouts without Latin letters are told by the key's place.
  if (sign !== undefined && press.shiftKey) names.unshift(chord(sign))
  if (letter !== undefined) names.push(chord(letter))
  return names
}

const SIGNS: Readonly<Record<string, string>> = {
  Comma: ",",
  Period: ".",
  BracketLeft: "[",
  BracketRight: "]",
}

const KEYS: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
}

/** Commands by key. Throws when two claim the same one. */
export function keymap(commands: readonly Command[]): ReadonlyMap<string, Command> {
  const result = new Map<string, Command>()
  for (const command of commands) {
    for (const key of command.keys) {
      const other = result.get(key)
      if (other) throw new Error(`${key} means both ${other.id} and ${command.id}`)
      result.set(key, command)
    }
  }
  return result
}

/** Whether something that takes keys itself has the focus: a text field, a menu, a picker, a dialog. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  const own = "input:not([type=checkbox]):not([type=range]), textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=dialog]"
  return target.closest(own) !== null
}
