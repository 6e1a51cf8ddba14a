/** Instead of what needs clips, where there are none yet. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import type { Project } from "../api/types"
import { EmptyState } from "./parts"
import { may } from "./rights"

export function NoClips({ project, icon }: { project: Project; icon: ReactNode }) {
  const uploads = may(project, "upload")
  return (
    <EmptyState
      icon={icon}
      title={t`No clips yet`}
      action={
        uploads && (
          <Link to="/p/$project/data" params={{ project: String(project.id) }} className="btn pri">
            <Trans>Upload clips</Trans>
          </Link>
        )
      }
    >
      {uploads ? t`It starts with videos. What becomes of them shows here.` : t`The lead of this project uploads them. What becomes of them shows here.`}
    </EmptyState>
  )
}
