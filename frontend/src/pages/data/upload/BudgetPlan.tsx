/** What a budget of frames comes to: one rate for all videos, and the frames of each. */
import { plural, t } from "@lingui/core/macro"
import { Plural, Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { ProblemNote } from "../../../ui/Problem"
import { Table } from "../../../ui/Table"
import { count } from "../../../ui/words"
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
      {lengths.isPending && <p className="t2"><Trans>Reading how long the videos are…</Trans></p>}
      {plan.data && <Planned plan={plan.data} />}
      {unknown > 0 && <p className="s12 t2"><Plural value={unknown} one="# file that this browser cannot read is not counted." other="# files that this browser cannot read are not counted." /></p>}
      {lengths.isSuccess && known.length === 0 && <p className="t2"><Trans>Without the length of a video there is no plan. Choose the frames to keep by hand.</Trans></p>}
      <ProblemNote error={plan.error} />
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <button type="button" className="btn ghost" onClick={onBack}>
          <Trans>Back</Trans>
        </button>
        <button type="button" className="btn pri num" disabled={!plan.data} onClick={() => plan.data && onUpload(plan.data.fps)}>
          <Plural value={files.length} one="Upload # clip" other="Upload # clips" />
        </button>
      </div>
    </>
  )
}

function Planned({ plan: { fps, total, videos } }: { plan: RatePlan }) {
  return (
    <>
      <p>
        <Trans>
          <b className="num">{rateWords(fps)}</b> for all of them: <span className="num">{frameCount(total)}</span> in{" "}
          <span className="num"><Plural value={videos.length} one="# video" other="# videos" /></span>.
        </Trans>
      </p>
      <div className="plan">
        <Table columns={[t`Video`, t`Frames`]} label={t`Frames of each video`}>
          {videos.map(({ name, frames }, index) => (
            <tr key={index}>
              <td className="cut" title={name}>
                {name}
              </td>
              <td className="num">{count(frames)}</td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  )
}

function frameCount(number: number): string {
  return plural(number, { one: "# frame", other: "# frames" })
}

/** 3 frames a second; 1 frame in 5 seconds */
function rateWords(fps: string): string {
  const [frames = "1", seconds] = fps.split("/")
  const number = Number(frames)
  if (seconds === undefined) return plural(number, { one: "# frame a second", other: "# frames a second" })
  return number === 1 ? t`1 frame in ${seconds} seconds` : t`${number / Number(seconds)} frames a second`
}
