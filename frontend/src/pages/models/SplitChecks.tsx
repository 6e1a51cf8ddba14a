/** What holds about a split, and what does not. */
import { t } from "@lingui/core/macro"
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react"
import type { Split } from "../../api/learningTypes"

const ICON = { size: 16, stroke: 1.6 } as const

export function SplitChecks({ split }: { split: Split }) {
  return (
    <ul className="md-checks">
      {split.checks.map(({ ok, text }) => (
        <li key={text}>
          {ok ? <IconCircleCheck {...ICON} className="i ok" aria-label={t`Holds:`} /> : <IconAlertTriangle {...ICON} className="i warn" aria-label={t`Careful:`} />}
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}

/** How the clips were divided, in a few words. */
export function splitWords({ mode, folds, parts }: Split): string {
  if (mode === "grouped-cv") return t`${folds} folds, by recording`
  const total = parts.reduce((sum, { items }) => sum + items, 0)
  const shares = parts.map(({ items }) => Math.round((100 * items) / Math.max(total, 1)))
  return t`${shares.join("/")} by recording`
}
