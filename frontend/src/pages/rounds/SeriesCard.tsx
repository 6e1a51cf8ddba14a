/** Rounds that go on by themselves: what they do now, or why they stopped and what stayed without a label. */
import { i18n, type MessageDescriptor } from "@lingui/core"
import { msg, plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { post } from "../../api/client"
import { roundsQuery } from "../../api/learningQueries"
import type { Round, Series } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { JobProgress } from "../../ui/JobProgress"
import { may } from "../../ui/rights"
import { sayProblem } from "../../ui/toasts"
import { useNow } from "../../ui/useNow"
import { clipCount, since } from "../../ui/words"

const STOPS: Readonly<Record<Exclude<Series["stop"], "">, MessageDescriptor>> = {
  refused: msg`Stopped at the gate: the last round was not kept.`,
  worse: msg`Stopped: quality fell on the random checks.`,
  unsure: msg`Stopped: nothing more is sure enough to stand as a label.`,
  enough: msg`Ended: as many rounds as were asked for.`,
  "taken-back": msg`Stopped: its last round was taken back.`,
  failed: msg`Stopped: a job did not end well.`,
  cancelled: msg`Stopped by hand.`,
  away: msg`Stopped: whoever started it may not train here any more.`,
}

interface SeriesCardProps {
  readonly project: Project
  readonly series: Series
  /** Its round that people still check. */
  readonly waiting: Round | undefined
  /** The number of the round that comes next. */
  readonly next: number
}

/** Whether there is something to tell beside the rounds themselves: of a single one only until it has begun, or why it never did. */
export function told({ id, most, stop }: Series, rounds: readonly Round[]): boolean {
  return most > 1 || (stop !== "cancelled" && !rounds.some(({ series_id }) => series_id === id))
}

export function SeriesCard({ project, series, waiting, next }: SeriesCardProps) {
  const now = useNow()
  const { stop, kept, ended_at, most } = series
  const single = most === 1
  const title = single ? t`Round ${next}` : t`Rounds by themselves`
  const ended = single ? t`Not started` : t`Ended`
  return (
    <section className="card rd-card" aria-label={title}>
      <div className="row">
        <h2 className="rd-name">{title}</h2>
        <span className={stop === "" ? "badge acc" : "badge mute"}>{stop === "" ? <Trans>Running</Trans> : ended}</span>
        <span className="t3 s12">{[...(single ? [] : [plural(kept, { one: "# round kept", other: "# rounds kept" })]), ...(ended_at ? [since(ended_at, now)] : [])].join(" · ")}</span>
        <span className="grow" />
        {stop === "" && may(project, "train") && <StopButton project={project} series={series} />}
      </div>
      {stop !== "" ? (
        <Stopped series={series} stop={stop} />
      ) : waiting ? (
        <p className="t2"><Trans>Waits until people have checked round {waiting.number}.</Trans></p>
      ) : series.job ? (
        <JobProgress job={series.job} />
      ) : (
        <p className="t2"><Trans>The newest model is asked about all clips that wait; then the next round starts.</Trans></p>
      )}
    </section>
  )
}

function Stopped({ series: { why, left, most }, stop }: { series: Series; stop: keyof typeof STOPS }) {
  return (
    <>
      <p><b>{i18n._(STOPS[stop])}</b>{most > 1 && left !== null && <> <Trans>{clipCount(left)} stayed without a label.</Trans></>}</p>
      {why && <p className="t2">{why}</p>}
    </>
  )
}

function StopButton({ project, series }: { project: Project; series: Series }) {
  const client = useQueryClient()
  const stop = useMutation({
    mutationFn: () => post<Series>(`/projects/${project.id}/rounds/series/${series.id}/stop`),
    onSuccess: () => client.invalidateQueries({ queryKey: roundsQuery(project.id).queryKey }),
    onError: sayProblem,
  })
  return (
    <button type="button" className="btn sm" disabled={stop.isPending} onClick={() => stop.mutate()} title={t`A round that runs is judged all the same`}>
      {series.most === 1 ? <Trans>Cancel</Trans> : <Trans>Start no more rounds</Trans>}
    </button>
  )
}
