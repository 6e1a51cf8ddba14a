/** Instead of what needs clips, where there are none yet. */
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
      title="No clips yet"
      action={
        uploads && (
          <Link to="/p/$project/data" params={{ project: String(project.id) }} className="btn pri">
            Upload clips
          </Link>
        )
      }
    >
      {uploads ? "It starts with videos. What becomes of them shows here." : "The lead of this project uploads them. What becomes of them shows here."}
    </EmptyState>
  )
}
