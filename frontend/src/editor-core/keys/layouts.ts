/** Keyboards: what is printed on the keys that differ, and which keys reach what others reach elsewhere. */
import { msg } from "@lingui/core/macro"
import type { Words } from "../words"

export type LayoutId = "us" | "uk" | "de" | "fr" | "es" | "nordic"

export interface Layout {
  readonly id: LayoutId
  readonly name: Words
  /** What is printed on a key that is told by its place: with Shift, and where it writes no Latin letter. */
  readonly signs: Readonly<Record<string, string>>
  /** Keys of actions whose usual ones cannot be pressed here. */
  readonly keys: Readonly<Record<string, readonly string[]>>
}

const COMMON = { Comma: ",", Period: "." }
const BRACKETS = { ...COMMON, BracketLeft: "[", BracketRight: "]" }

export const US: Layout = { id: "us", name: "US", signs: BRACKETS, keys: {} }

export const LAYOUTS: readonly Layout[] = [
  US,
  { id: "uk", name: "UK", signs: BRACKETS, keys: {} },
  { id: "de", name: msg`German`, signs: { ...COMMON, Semicolon: "Ö", Quote: "Ä" }, keys: around("Ö", "Ä") },
  {
    id: "fr",
    name: msg`French`,
    signs: { Comma: ";", Period: ":", Quote: "Ù", Backslash: "*", Minus: ")", Equal: "=" },
    keys: {
      ...around("Ù", "*"),
      back: [";"],
      forward: [":"],
      "back-10": ["Shift+;"],
      "forward-10": ["Shift+:"],
      "zoom-out": [")", "−"],
    },
  },
  { id: "es", name: msg`Spanish`, signs: { ...COMMON, Semicolon: "Ñ", Backslash: "Ç" }, keys: around("Ñ", "Ç") },
  { id: "nordic", name: msg`Nordic`, signs: { ...COMMON, BracketLeft: "Å", Backslash: "'" }, keys: around("Å", "'") },
]

/** Brackets need a third key here: what they do goes to two keys that need none. */
function around(before: string, after: string): Layout["keys"] {
  return {
    "previous-keyframe": [before],
    "next-keyframe": [after],
    "previous-edge": [`Shift+${before}`],
    "next-edge": [`Shift+${after}`],
  }
}

/** The layout of a name; the usual one for a name that nobody knows. */
export function layoutOf(id: string | null | undefined): Layout {
  return LAYOUTS.find((layout) => layout.id === id) ?? US
}
