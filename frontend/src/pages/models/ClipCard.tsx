/** A clip's picture that opens it at a frame, with something below. */
import { t } from "@lingui/core/macro"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import type { Item, Project } from "../../api/types"

interface ClipCardProps {
  readonly project: Project
  readonly item: Item
  /** The frame to open it at. */
  readonly start: number
  readonly children: ReactNode
  /** What stands in place of its picture. */
  readonly picture?: ReactNode
}

export function ClipCard({ project, item: { id, name, media }, start, children, picture }: ClipCardProps) {
  return (
    <li className="md-clip">
      <Link to="/p/$project/items/$item" params={{ project: String(project.id), item: String(id) }} search={{ f: start }} aria-label={t`Open ${name}`} title={name}>
        {picture ?? (media ? <img src={media.poster} alt="" loading="lazy" decoding="async" /> : <span className="none" />)}
      </Link>
      {children}
    </li>
  )
}
