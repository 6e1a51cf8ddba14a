/** The sign of a change: + added, ~ changed, − removed. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg } from "@lingui/core/macro"
import type { Sign } from "./differences"

const TONES: Readonly<Record<Sign, readonly [tone: string, word: MessageDescriptor]>> = { "+": ["ok", msg`Added`], "~": ["warn", msg`Changed`], "−": ["bad", msg`Removed`] }

export function ChangeMark({ sign }: { sign: Sign }) {
  const [tone, word] = TONES[sign]
  return (
    <span className={`rv-mark ${tone}`} role="img" aria-label={i18n._(word)}>
      {sign}
    </span>
  )
}
