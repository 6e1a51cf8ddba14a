/** A model's name, how it came about, and what one can do with it. */
import { Menu } from "@mantine/core"
import { IconCircleCheck, IconDots, IconDownload, IconPlayerPlay } from "@tabler/icons-react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { BASE, patch, post } from "../../api/client"
import { modelsQuery, roundsQuery, zooQuery } from "../../api/learningQueries"
import type { Model, Round, Run } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { say, sayProblem } from "../../ui/toasts"
import { counted, lasting } from "../../ui/words"
import { Prediction } from "./Prediction"
import { regimeName } from "./runWords"
import { splitWords } from "./SplitChecks"
import { type FollowedPrediction, usePrediction } from "./usePrediction"

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
                In use
              </span>
            )}
            {model.state === "retired" && <span className="badge mute">Retired</span>}
          </div>
          <Origin project={project} model={model} run={run} />
        </div>
        {may(project, "train") && <Actions project={project} model={model} prediction={prediction} />}
      </div>
      <Prediction project={project} job={prediction.job} />
    </>
  )
}

function Actions({ project, model, prediction }: Omit<HeadProps, "run"> & { prediction: FollowedPrediction }) {
  const retired = model.state === "retired"
  return (
    <>
      <a className="btn" href={`${BASE}/projects/${project.id}/models/${model.id}/weights`} download>
        <IconDownload {...ICON} />
        Weights
      </a>
      <button
        type="button"
        className="btn"
        disabled={retired || prediction.busy}
        title={retired ? "A retired model labels nothing. Bring it back first." : undefined}
        onClick={prediction.start}
      >
        <IconPlayerPlay {...ICON} />
        Run on unlabeled clips
      </button>
      <ModelMenu project={project} model={model} />
    </>
  )
}

/** How it came about, in one line; what was noted of it in another. */
function Origin({ project, model, run }: HeadProps) {
  const { data: zoo } = useQuery(zooQuery(project.id))
  const { started_at, finished_at } = run.job
  const took = started_at && finished_at ? ` in ${lasting((Date.parse(finished_at) - Date.parse(started_at)) / 1000)}` : ""
  const entry = zoo?.find(({ key }) => key === model.entry)?.name ?? model.entry
  const by = model.created_by ? ` by ${model.created_by.name}` : ""
  return (
    <>
      <p className="t2 num">
        {entry}, {regimeName(run.regime)} · {counted(model.snapshot.items, "clip")}, {splitWords(model.split)} · trained{took}
        {by}
      </p>
      {model.notes && <p className="t3 s12 num">{model.notes}</p>}
    </>
  )
}

function ModelMenu({ project, model }: Omit<HeadProps, "run">) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const change = useMutation({
    mutationFn: (state: Model["state"]) => patch<Model>(`/projects/${project.id}/models/${model.id}`, { state }),
    onSuccess: ({ name, state }) => {
      say(state === "live" ? `${name} is in use now` : state === "retired" ? `${name} is retired` : `${name} is back`)
      void client.invalidateQueries({ queryKey: modelsQuery(project.id).queryKey })
    },
    onError: sayProblem,
  })
  const round = useMutation({
    mutationFn: () => post<Round>(`/projects/${project.id}/rounds`, { model_id: model.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: roundsQuery(project.id).queryKey })
      void navigate({ to: "/p/$project/models/rounds", params: { project: String(project.id) } })
    },
    onError: sayProblem,
  })
  return (
    <Menu position="bottom-end" width={232}>
      <Menu.Target>
        <button type="button" className="icb" aria-label={`More about ${model.name}`}>
          <IconDots {...ICON} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {model.state !== "live" && <Menu.Item onClick={() => change.mutate("live")}>Use this model</Menu.Item>}
        {model.state !== "retired" && <Menu.Item onClick={() => round.mutate()}>Start a pseudo-label round</Menu.Item>}
        {model.state === "retired" ? (
          <Menu.Item onClick={() => change.mutate("ready")}>Bring back</Menu.Item>
        ) : (
          <Menu.Item onClick={() => change.mutate("retired")}>Retire</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
