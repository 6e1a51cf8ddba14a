/** The way from two chosen clips to seeing them side by side. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconColumns2 } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { Selection } from "./selection"

export function CompareLink({ projectId, selection }: { projectId: number; selection: Selection }) {
  const [a, b, ...more] = [...selection.ids].map(String)
  if (selection.all || a === undefined || b === undefined || more.length > 0) return null
  return (
    <Link to="/p/$project/compare" params={{ project: String(projectId) }} search={{ a, b }} title={t`Compare side by side`}>
      <IconColumns2 size={16} stroke={1.6} aria-hidden />
      <span className="word"><Trans>Compare</Trans></span>
    </Link>
  )
}
