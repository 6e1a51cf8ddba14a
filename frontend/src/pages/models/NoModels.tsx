/** Before the first training: what it takes, and the one thing to do next. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconBrain } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { labeledQuery } from "../../api/learningQueries"
import type { Project } from "../../api/types"
import { NoClips } from "../../ui/NoClips"
import { EmptyState } from "../../ui/parts"
import { may } from "../../ui/rights"
import { useNextClip } from "../../ui/useNextClip"
import { tagClasses } from "../data/tagClasses"

const ICON = <IconBrain size={24} stroke={1.6} />

/** So many labels of each class make a first model worth training. */
export const ENOUGH_LABELS = 20

export function NoModels({ project }: { project: Project }) {
  const { data } = useQuery(labeledQuery(project.id))
  const next = useNextClip(project.id)
  if (data?.total === 0) return <NoClips project={project} icon={ICON} />
  const scarce = tagClasses(project)
    .map(({ id, name }) => ({ name, labels: data?.byClass[String(id)] ?? 0 }))
    .toSorted((a, b) => a.labels - b.labels)[0]
  if (!scarce) return <NoClasses project={project} />
  const ready = scarce.labels >= ENOUGH_LABELS
  return (
    <EmptyState
      icon={ICON}
      title={t`No models yet`}
      action={
        !ready &&
        may(project, "annotate") && (
          <button type="button" className={data?.teaching === 0 ? "btn pri" : "btn"} disabled={next.isPending} onClick={() => next.mutate()}>
            <Trans>Label {scarce.name}</Trans>
          </button>
        )
      }
    >
      {ready ? (
        <Trans>{ENOUGH_LABELS} clips per class are enough to start. Train a model: it labels the rest for you.</Trans>
      ) : (
        <Trans>
          {ENOUGH_LABELS} clips per class are enough to start; {scarce.name} has {scarce.labels}.
        </Trans>
      )}{" "}
      {!ready && scarce.labels > 0 && may(project, "train") && <Trans>You may train sooner; such a model errs more often.</Trans>}
    </EmptyState>
  )
}

function NoClasses({ project }: { project: Project }) {
  return (
    <EmptyState
      icon={ICON}
      title={t`No tag classes yet`}
      action={
        <Link to="/p/$project/classes" params={{ project: String(project.id) }} className="btn">
          <Trans>Add classes</Trans>
        </Link>
      }
    >
      <Trans>A model learns to tell tags apart. Add the classes first.</Trans>
    </EmptyState>
  )
}
