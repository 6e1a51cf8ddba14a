/** The way into quick-tag mode, for those who label, where there is something to tag with. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconBolt } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { Project } from "../api/types"
import { may } from "./rights"

export function QuickTagLink({ project }: { project: Project }) {
  const tags = project.classes.some(({ kind, archived }) => kind === "tag" && !archived)
  if (!may(project, "annotate") || !tags) return null
  return (
    <Link to="/p/$project/quick" params={{ project: String(project.id) }} className="btn" title={t`One clip after the other, one key each`}>
      <IconBolt size={16} stroke={1.6} aria-hidden className="i" /> <Trans>Quick-tag</Trans>
    </Link>
  )
}
