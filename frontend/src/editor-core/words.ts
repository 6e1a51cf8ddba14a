/** Words that tables hold: they are said in the language of the page when they are shown. */
import { i18n, type MessageDescriptor } from "@lingui/core"

/** Marked words, or words that are as they are, such as the name of a class. */
export type Words = MessageDescriptor | string

export function said(words: Words): string {
  return typeof words === "string" ? words : i18n._(words)
}
