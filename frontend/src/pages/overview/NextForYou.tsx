/** The one thing that this person should do next, by their role and what is due. */
import { IconArrowRight } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { Overview } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { useNextClip } from "../../ui/useNextClip"
import { QuickTagLink } from "../../ui/QuickTagLink"
import { type Due, dueFor } from "./due"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true, className: "i" } as const

interface NextProps {
  readonly project: Project
  readonly overview: Overview
  readonly total: number
}

export function NextForYou(props: NextProps) {
  const due = dueFor(props.project, props.overview, props.total)
  return (
    <>
      {due.why && <span className="t2 ov-why">{due.why}</span>}
      <QuickTagLink project={props.project} />
      {due.to === "next" ? <LabelNext projectId={props.project.id} due={due} /> : <Goes project={props.project} due={due} />}
    </>
  )
}

function LabelNext({ projectId, due }: { projectId: number; due: Due }) {
  const next = useNextClip(projectId)
  return (
    <button type="button" className="btn pri" disabled={next.isPending} onClick={() => next.mutate()}>
      {due.label}
      <IconArrowRight {...ICON} />
    </button>
  )
}

const PLACES = { data: "/p/$project/data", review: "/p/$project/review", train: "/p/$project/models" } as const

function Goes({ project, due }: { project: Project; due: Due }) {
  if (due.to === "next") return null
  return (
    <Link to={PLACES[due.to]} params={{ project: String(project.id) }} search={due.to === "train" ? { train: "1" } : {}} className="btn pri">
      {due.label}
      <IconArrowRight {...ICON} />
    </Link>
  )
}
