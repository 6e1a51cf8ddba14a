/** The sign of a change: + added, ~ changed, − removed. */
import type { Sign } from "./differences"

const TONES: Readonly<Record<Sign, readonly [tone: string, word: string]>> = { "+": ["ok", "Added"], "~": ["warn", "Changed"], "−": ["bad", "Removed"] }

export function ChangeMark({ sign }: { sign: Sign }) {
  const [tone, word] = TONES[sign]
  return (
    <span className={`rv-mark ${tone}`} role="img" aria-label={word}>
      {sign}
    </span>
  )
}
