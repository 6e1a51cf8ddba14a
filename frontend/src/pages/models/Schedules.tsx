/** Trainings that start by themselves, with what each waits for; and what lately could not start. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconClock } from "@tabler/icons-react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { post } from "../../api/client"
import { zooQuery } from "../../api/learningQueries"
import { type Schedule, schedulesQuery } from "../../api/scheduleQueries"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { ProblemNote } from "../../ui/Problem"
import { sayProblem } from "../../ui/toasts"
import { madeOf } from "./runWords"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export function Schedules({ project }: { project: Project }) {
  const { data, error, isLoadingError } = useQuery(schedulesQuery(project.id))
  if (isLoadingError) return <ProblemNote error={error} />
  if (!data || data.length === 0) return null
  return (
    <section aria-label={t`Planned`} className="md-planned">
      <h3 className="t3 s12"><Trans>Planned</Trans></h3>
      <ul>
        {data.map((one) => <Row key={one.id} project={project} one={one} />)}
      </ul>
    </section>
  )
}

function Row({ project, one }: { project: Project; one: Schedule }) {
  const { data: zoo } = useQuery(zooQuery(project.id))
  const waits = one.state === "waiting"
  return (
    <li>
      {waits ? <IconClock {...ICON} className="i" /> : <IconAlertTriangle {...ICON} className="i warn" />}
      <div className="grow">
        <span className="b5 num">{waits ? waiting(one) : t`Did not start`}</span>
        <p className="t2 s12">{waits ? madeOf(one, zoo) : one.why}</p>
      </div>
      {waits && may(project, "train") && <CallOff project={project} one={one} />}
    </li>
  )
}

function CallOff({ project, one }: { project: Project; one: Schedule }) {
  const client = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: () => post<Schedule>(`/projects/${project.id}/schedules/${one.id}/cancel`),
    onSuccess: () => client.invalidateQueries({ queryKey: schedulesQuery(project.id).queryKey }),
    onError: sayProblem,
  })
  return (
    <button type="button" className="btn sm" disabled={isPending} aria-label={t`Cancel: ${waiting(one)}`} onClick={() => mutate()}>
      <Trans>Cancel</Trans>
    </button>
  )
}

/** What it waits for. */
function waiting({ not_before: at, missing }: Schedule): string {
  if (at !== null) return t`Starts ${i18n.date(new Date(at), { weekday: "short", hour: "2-digit", minute: "2-digit" })}`
  if (missing === 0) return t`Starts soon`
  return plural(missing ?? 0, { one: "Waits for # more labeled clip", other: "Waits for # more labeled clips" })
}
