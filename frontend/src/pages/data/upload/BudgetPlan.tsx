/** What a budget of frames comes to: one rate for all videos, and the frames of each. */
import { useQuery } from "@tanstack/react-query"
import { ProblemNote } from "../../../ui/Problem"
import { count, counted } from "../../../ui/words"
import type { Given } from "./files"
import { lengthsOf } from "./lengths"
import { planRate, type RatePlan } from "./sources"

interface BudgetPlanProps {
  readonly projectId: number
  readonly files: readonly Given[]
  readonly budget: number
  readonly onUpload: (rate: string) => void
  readonly onBack: () => void
}

export function BudgetPlan({ projectId, files, budget, onUpload, onBack }: BudgetPlanProps) {
  const lengths = useQuery({
    queryKey: ["lengths", ...files.map(({ file }) => `${file.name} ${file.size} ${file.lastModified}`)],
    queryFn: () => lengthsOf(files.map(({ file }) => file)),
    staleTime: Infinity,
  })
  const known = lengths.data?.filter(({ seconds }) => seconds !== null) ?? []
  const plan = useQuery({
    queryKey: ["plan", projectId, budget, known],
    queryFn: () => planRate(projectId, known, budget),
    enabled: known.length > 0,
  })
  const unknown = (lengths.data?.length ?? 0) - known.length
  return (
    <>
      {lengths.isPending && <p className="t2">Reading how long the videos are…</p>}
      {plan.data && <Planned plan={plan.data} />}
      {unknown > 0 && <p className="s12 t2">{counted(unknown, "file")} that this browser cannot read {unknown === 1 ? "is" : "are"} not counted.</p>}
      {lengths.isSuccess && known.length === 0 && <p className="t2">Without the length of a video there is no plan. Choose the frames to keep by hand.</p>}
      <ProblemNote error={plan.error} />
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <button type="button" className="btn ghost" onClick={onBack}>
          Back
        </button>
        <button type="button" className="btn pri num" disabled={!plan.data} onClick={() => plan.data && onUpload(plan.data.fps)}>
          Upload {counted(files.length, "clip")}
        </button>
      </div>
    </>
  )
}

function Planned({ plan: { fps, total, videos } }: { plan: RatePlan }) {
  return (
    <>
      <p>
        <b className="num">{rateWords(fps)}</b> for all of them: <span className="num">{counted(total, "frame")}</span> in{" "}
        <span className="num">{counted(videos.length, "video")}</span>.
      </p>
      <div className="plan">
        <table className="table" aria-label="Frames of each video">
          <thead>
            <tr>
              <th scope="col">Video</th>
              <th scope="col">Frames</th>
            </tr>
          </thead>
          <tbody>
            {videos.map(({ name, frames }, index) => (
              <tr key={index}>
                <td className="cut" title={name}>
                  {name}
                </td>
                <td className="num">{count(frames)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** 3 frames a second; 1 frame in 5 seconds */
function rateWords(fps: string): string {
  const [frames = "1", seconds] = fps.split("/")
  if (seconds === undefined) return `${counted(Number(frames), "frame")} a second`
  return Number(frames) === 1 ? `1 frame in ${seconds} seconds` : `${Number(frames) / Number(seconds)} frames a second`
}
