/** What a training needs, each with whether it is there, and where it is not with the way out. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { labeledQuery } from "../../api/learningQueries"
import { readinessQuery } from "../../api/qualityQueries"
import type { Need } from "../../api/qualityTypes"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { SkeletonRows } from "../../ui/parts"
import { may } from "../../ui/rights"
import { useNextClip } from "../../ui/useNextClip"
import { tellable } from "./needs"
import "./quality.css"

const ICON = { size: 16, stroke: 1.6 } as const
const LINES = 6

interface ReadinessProps {
  readonly project: Project
  /** Which are to be learned; all in use where none is named. */
  readonly classes?: readonly number[]
}

export function Readiness({ project, classes = [] }: ReadinessProps) {
  const { data, error } = useQuery(readinessQuery(project.id, classes))
  if (error) return <ProblemNote error={error} />
  if (!data) return <SkeletonRows rows={LINES} />
  return (
    <ul className="qy-needs" aria-label={t`What a training needs`}>
      {tellable(data.needs).map((need) => (
        <li key={need.key}>
          <Mark need={need} />
          <span className="grow">{need.ok ? fineWords(need) : lackWords(need, namesOf(project, need.classes))}</span>
          {!need.ok && <WayOut project={project} need={need} />}
        </li>
      ))}
    </ul>
  )
}

function Mark({ need: { ok, must } }: { need: Need }) {
  if (ok) return <IconCircleCheck {...ICON} className="i ok" aria-label={t`There:`} />
  if (must) return <IconAlertTriangle {...ICON} className="i warn" aria-label={t`Missing:`} />
  return <IconInfoCircle {...ICON} className="i t2" aria-label={t`Advice:`} />
}

/** The one thing that helps. What is only better to have needs none. */
function WayOut({ project, need: { key, must } }: { project: Project; need: Need }) {
  const next = useNextClip(project.id)
  const { data: labeled } = useQuery(labeledQuery(project.id))
  const params = { project: String(project.id) }
  if (!must) return null
  if (key === "classes") {
    return may(project, "manage") ? <Link to="/p/$project/classes" params={params} className="btn sm"><Trans>Add classes</Trans></Link> : null
  }
  if (key === "split" || labeled?.total === 0) {
    return may(project, "upload") ? <Link to="/p/$project/data" params={params} className="btn sm"><Trans>Upload clips</Trans></Link> : null
  }
  if (!may(project, "annotate")) return null
  return (
    <button type="button" className="btn sm" disabled={next.isPending} onClick={() => next.mutate()}>
      <Trans>Label clips</Trans>
    </button>
  )
}

function fineWords({ key, count }: Need): string {
  switch (key) {
    case "classes":
      return plural(count, { one: "# class to tell apart", other: "# classes to tell apart" })
    case "empty":
      return t`Every class has labels`
    case "sources":
      return t`Every class is seen in two recordings at least`
    case "split":
      return t`Recordings can be parted: none both teaches and judges`
    case "judged":
      return t`Recordings of their own judge the model`
    case "labels":
      return t`Every class has 20 labels at least`
  }
}

function lackWords({ key }: Need, names: string): string {
  switch (key) {
    case "classes":
      return t`Fewer than two classes: there is nothing to tell apart`
    case "empty":
      return t`No label yet: ${names}`
    case "sources":
      return t`Seen in one recording only: ${names}. Label another recording.`
    case "split":
      return t`Recordings cannot be parted yet. More recordings of each class help.`
    case "judged":
      return t`Fewer than three recordings of a class: none can only judge, so each judges in turn (cross-validation).`
    case "labels":
      return t`Fewer than 20 labels: ${names}`
  }
}

function namesOf(project: Project, ids: readonly number[]): string {
  return ids.map((id) => project.classes.find((one) => one.id === id)?.name ?? t`Deleted class`).join(", ")
}
