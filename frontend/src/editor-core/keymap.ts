/** The names of a key press, and who takes keys for itself. */
import { US } from "./keys/layouts"

/** What is used of a keyboard event. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">

/** The names of a press, the likeliest first, as `Ctrl+Shift+Z`, `Shift+1`, `?`. `signs`: what is printed on keys, by place. */
export function namesOf(press: Press, signs: Readonly<Record<string, string>> = US.signs): string[] {
  if (press.altKey || MODIFIERS.includes(press.key)) return []
  const control = press.ctrlKey || press.metaKey
  const digit = digitOf(press)
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1]
  const sign = signs[press.code]
  const latin = /^[a-z]$/i.test(press.key)
  const own = press.key.length === 1 ? press.key.toUpperCase() : press.key
  const chord = (key: string, shift = press.shiftKey) => `${control ? "Ctrl+" : ""}${shift ? "Shift+" : ""}${key}`
  // A sign may be on a digit's key: it counts where no digit does.
  if (digit !== undefined) return control || own === digit || press.key.length > 1 ? [chord(digit)] : [chord(digit), chord(own, false)]
  if (latin) return [chord(own)]
  const names = press.key.length === 1 && press.key !== " " ? [chord(own, false)] : [chord(KEYS[own] ?? own)]
  // Chords with Shift and layouts without Latin letters are told by the key's place.
  if (sign !== undefined && press.shiftKey) names.unshift(chord(sign))
  else if (sign !== undefined && !names.includes(chord(sign))) names.push(chord(sign))
  if (letter !== undefined) names.push(chord(letter))
  return names
}

/** The digit on a key; on the number pad only where NumLock makes it one, else it is an arrow, Home or End. */
export function digitOf({ key, code }: Pick<Press, "key" | "code">): string | undefined {
  const [, pad, digit] = /^(Digit|Numpad)(\d)$/.exec(code) ?? []
  return pad === "Numpad" && key !== digit ? undefined : digit
}

const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead"]

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

/** Whether keys are for something else: a text field, a menu, a picker has the focus, or a dialog lies over the page. */
export function takesKeys(target: EventTarget | null): boolean {
  // A click into a dialog, beside its fields, leaves the focus on the page beneath it.
  if (isCovered()) return true
  if (!(target instanceof HTMLElement)) return false
  const own = "input:not([type=checkbox]):not([type=range]), textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=dialog]"
  return target.closest(own) !== null
}

/** Whether a dialog lies over the page, and nothing beneath it is to be touched. */
export function isCovered(): boolean {
  return document.querySelector("dialog[open], [aria-modal=true]") !== null
}

const OF_BUTTONS = ["Space", "Enter"]
const OF_SLIDERS = ["←", "→", "↑", "↓", "Home", "End", "PgUp", "PgDn"]

/** Whether a key acts on the control that has the focus, and so means nothing else. */
export function isOwnKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (OF_SLIDERS.includes(key)) return target.closest("input[type=range]") !== null
  return OF_BUTTONS.includes(key) && target.closest("button, a, summary, [role=slider], input[type=checkbox]") !== null
}
