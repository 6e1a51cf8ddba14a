/** A model's name, how it came about, and what one can do with it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconCircleCheck, IconPlayerPlay } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { zooQuery } from "../../api/learningQueries"
import type { Model, Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { clipCount, lasting } from "../../ui/words"
import { DownloadButton } from "./DownloadButton"
import { Prediction } from "./Prediction"
import { madeOf } from "./runWords"
import { splitWords } from "./SplitChecks"
import { isHere } from "./training"
import { type FollowedPrediction, usePrediction } from "./usePrediction"
import { VersionMenu } from "./VersionMenu"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true, className: "i" } as const

interface HeadProps {
  readonly project: Project
  readonly model: Model
  readonly run: Run
}

export function ReportHead({ project, model, run }: HeadProps) {
  const prediction = usePrediction(project.id, model)
  return (
    <>
      <div className="row md-head">
        <div className="grow">
          <div className="row">
            <h2 className="md-name">{model.name}</h2>
            {model.state === "live" && (
              <span className="badge ok">
                <IconCircleCheck size={14} stroke={1.6} aria-hidden />
                <Trans>In use</Trans>
              </span>
            )}
            {model.state === "retired" && <span className="badge mute"><Trans>Retired</Trans></span>}
          </div>
          <Origin project={project} model={model} run={run} />
        </div>
        <div className="row">
          {may(project, "train") && <Actions project={project} model={model} prediction={prediction} />}
          <VersionMenu project={project} model={model} />
        </div>
      </div>
      <Prediction project={project} job={prediction.job} />
    </>
  )
}

function Actions({ project, model, prediction }: Omit<HeadProps, "run"> & { prediction: FollowedPrediction }) {
  const retired = model.state === "retired"
  return (
    <>
      {isHere(model) && <DownloadButton projectId={project.id} model={model} />}
      <button
        type="button"
        className="btn"
        disabled={retired || prediction.busy}
        title={retired ? t`A retired model labels nothing. Bring it back first.` : undefined}
        onClick={prediction.start}
      >
        <IconPlayerPlay {...ICON} />
        <Trans>Run on unlabeled clips</Trans>
      </button>
    </>
  )
}

/** How it came about, in one line; what was noted of it in another. */
function Origin({ project, model, run }: HeadProps) {
  const { data: zoo } = useQuery(zooQuery(project.id))
  return (
    <>
      <p className="t2 num">
        {madeOf(run, zoo)} · {clipCount(model.snapshot.items)}, {splitWords(model.split)} · {trainedWords(model, run)}
      </p>
      {model.notes && <p className="t3 s12 num md-notes">{model.notes}</p>}
    </>
  )
}

function trainedWords({ created_by: person }: Model, { job: { started_at, finished_at } }: Run): string {
  const took = started_at && finished_at ? lasting((Date.parse(finished_at) - Date.parse(started_at)) / 1000) : null
  if (took === null) return person ? t`trained by ${person.name}` : t`trained`
  return person ? t`trained in ${took} by ${person.name}` : t`trained in ${took}`
}
