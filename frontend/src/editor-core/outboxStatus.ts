/** Where the work is, in the words of the save chip: never safer than it is. */
import type { Letter } from "./kept"

export type Status =
  | { readonly kind: "saved" }
  /** `slow`: for longer than a person would not notice. */
  | { readonly kind: "saving"; readonly slow: boolean }
  | { readonly kind: "signed-out" }
  | { readonly kind: "offline"; readonly count: number }
  /** The browser could not write them down: they are lost with the page. */
  | { readonly kind: "unkept"; readonly count: number }
  | { readonly kind: "conflict"; readonly count: number }
  | { readonly kind: "refused"; readonly count: number }

/** What is known besides the letters. `atRisk` and `writing`: how many the browser could not write down, and has yet to. */
interface Line {
  readonly atRisk: number
  readonly writing: number
  readonly isSignedOut: boolean
  readonly isOffline: boolean
  readonly isSlow: boolean
}

/** What concerns everything comes before what concerns some. */
export function statusOf(letters: readonly Letter[], { atRisk, writing, isSignedOut, isOffline, isSlow }: Line): Status {
  const count = (state: Letter["state"]) => letters.filter((letter) => letter.state === state).length
  const waiting = count("waiting")
  if (atRisk > 0) return { kind: "unkept", count: atRisk }
  if (isSignedOut && waiting > 0) return { kind: "signed-out" }
  if (isOffline && waiting > writing) return { kind: "offline", count: waiting - writing }
  if (count("conflict") > 0) return { kind: "conflict", count: count("conflict") }
  if (count("refused") > 0) return { kind: "refused", count: count("refused") }
  return waiting > 0 ? { kind: "saving", slow: isSlow } : { kind: "saved" }
}
