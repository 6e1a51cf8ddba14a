/** The split that a training would have: kept apart by source video, checked, or refused. */
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle } from "@tabler/icons-react"
import type { Project } from "../../api/types"
import { ProblemNote } from "../../ui/Problem"
import { Skeleton } from "../../ui/parts"
import { may } from "../../ui/rights"
import { useNextClip } from "../../ui/useNextClip"
import { SplitBar } from "./SplitBar"
import { SplitChecks, splitWords } from "./SplitChecks"
import type { Training } from "./useTraining"

export function SplitPreview({ project, training: { preview, picked, lacks } }: { project: Project; training: Training }) {
  const split = preview.data
  return (
    <section aria-live="polite" aria-busy={preview.isFetching}>
      <div className="row">
        <h3 className="grow"><Trans>Split</Trans></h3>
        {split && split.refused === null && <span className="t3 s12">{splitWords(split)}</span>}
      </div>
      {picked.length === 0 && <p className="t2"><Trans>Choose at least one class.</Trans></p>}
      {preview.error ? (
        <ProblemNote error={preview.error} />
      ) : split?.refused ? (
        <Refused project={project} why={split.refused} labels={picked.length > 1} />
      ) : split ? (
        <>
          <SplitBar split={split} />
          <SplitChecks split={split} />
        </>
      ) : (
        // What is still to be said is said beside, and nothing is on its way before.
        picked.length > 0 && lacks === undefined && <Skeleton height={28} />
      )}
    </section>
  )
}

/** Why it would not start, and the one thing that helps: `labels` can, once there are classes to tell apart. */
function Refused({ project, why, labels }: { project: Project; why: string; labels: boolean }) {
  const next = useNextClip(project.id)
  return (
    <div className="note">
      <IconAlertTriangle size={16} stroke={1.6} className="i" aria-hidden />
      <div className="grow" style={{ display: "grid", gap: 8, justifyItems: "start" }}>
        <span>{why}</span>
        {labels && may(project, "annotate") && (
          <button type="button" className="btn sm" disabled={next.isPending} onClick={() => next.mutate()}>
            <Trans>Label it</Trans>
          </button>
        )}
      </div>
    </div>
  )
}
