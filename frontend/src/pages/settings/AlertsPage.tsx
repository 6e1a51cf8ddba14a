/** Alerts: where a model is sure of a class for long enough, an address is told. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconBell, IconPlus } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { remove } from "../../api/client"
import { sentenceOf } from "../../api/problem"
import { classesQuery } from "../../api/queries"
import type { LabelClass, Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { EmptyState, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { useSubmitting } from "../../ui/saving"
import { Table } from "../../ui/Table"
import { useNow } from "../../ui/useNow"
import { decimal, percent, since } from "../../ui/words"
import { useProject } from "../shell/useProject"
import { AlertDialog } from "./AlertDialog"
import { type Alert, type AlertEvent, alertsQuery, eventsQuery } from "./alerts"
import { SettingsNav } from "./SettingsNav"

export function AlertsPage() {
  const project = useProject()
  const alerts = useQuery(alertsQuery(project.id))
  const classes = useQuery(classesQuery(project.id))
  const [adding, setAdding] = useState(false)
  const found = alerts.data ?? []
  const known = alerts.isSuccess && classes.isSuccess
  const problem = alerts.isLoadingError ? alerts.error : classes.isLoadingError ? classes.error : null
  const tags = (classes.data?.results ?? []).filter(({ kind }) => kind === "tag")
  const add = (
    <button type="button" className="btn pri" onClick={() => setAdding(true)}>
      <IconPlus size={16} stroke={1.6} aria-hidden /> <Trans>Add alert</Trans>
    </button>
  )
  return (
    <>
      <PageHeader title={t`Settings`}>{known && found.length > 0 && add}</PageHeader>
      <SettingsNav />
      <div className="body">
        {problem ? <ProblemState error={problem} retry={() => void Promise.all([alerts.refetch(), classes.refetch()])} /> : !known && <SkeletonRows />}
        {known && found.length === 0 && (
          <EmptyState icon={<IconBell size={24} stroke={1.6} />} title={t`No alerts yet`} action={add}>
            <Trans>An address of yours is told, once an event, when a model is sure enough of a class for long enough.</Trans>
          </EmptyState>
        )}
        {known && found.length > 0 && <AlertsTable project={project} alerts={found} tags={tags} />}
      </div>
      {adding && <AlertDialog project={project} tags={tags.filter(({ archived }) => !archived)} onClose={() => setAdding(false)} />}
    </>
  )
}

function AlertsTable({ project, alerts, tags }: { project: Project; alerts: readonly Alert[]; tags: readonly LabelClass[] }) {
  return (
    <div className="card">
      <Table columns={[t`Class`, t`Rule`, t`Address`, t`Last event`, { name: t`Actions`, look: "hidden" }]}>
        {alerts.map((alert) => {
          const name = tags.find(({ id }) => id === alert.class_id)?.name ?? t`A class that is gone`
          return (
            <tr key={alert.id}>
              <td className="b5">{name}</td>
              <td className="t2 num"><Trans>From {percent(alert.threshold)} for {decimal(alert.seconds, 1)} s</Trans></td>
              <td className="t2 cut">{alert.url}</td>
              <td><Last project={project} alert={alert} /></td>
              <td><Removing project={project} alert={alert} name={name} /></td>
            </tr>
          )
        })}
      </Table>
    </div>
  )
}

function Last({ project, alert }: { project: Project; alert: Alert }) {
  const now = useNow()
  const events = useQuery(eventsQuery(project.id, alert.id))
  const last = events.data?.results[0]
  if (events.isLoadingError) return <span className="bad s12">{sentenceOf(events.error)}</span>
  if (!last) return <span className="t2">{events.isSuccess ? t`None yet` : t`Loading…`}</span>
  return (
    <>
      <span className="t2">{since(last.created_at, now)}</span> <Told event={last} />
    </>
  )
}

function Told({ event: { job, error } }: { event: AlertEvent }) {
  if (!job) {
    if (error === "") return <span className="badge"><Trans>Waits to be told</Trans></span>
    return (
      <>
        <span className="badge bad"><Trans>Not told</Trans></span>
        <p className="s12 bad">{error}</p>
      </>
    )
  }
  if (job.state === "succeeded") return <span className="badge ok"><Trans>Told</Trans></span>
  if (job.state === "failed" || job.state === "cancelled") {
    return (
      <>
        <span className="badge bad"><Trans>Not told</Trans></span>
        {job.error && <p className="s12 bad">{job.error.title}</p>}
      </>
    )
  }
  return <span className="badge acc"><Trans>Being told</Trans></span>
}

function Removing({ project, alert, name }: { project: Project; alert: Alert; name: string }) {
  const forget = useSubmitting(() => remove(`/projects/${project.id}/alerts/${alert.id}`), alertsQuery(project.id).queryKey)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button type="button" className="btn sm" aria-label={t`Remove the alert on ${name}`} onClick={() => setAsking(true)}>
        <Trans>Remove</Trans>
      </button>
      {asking && (
        <ConfirmDialog title={t`Remove the alert on ${name}?`} verb={t`Remove`} onConfirm={() => forget.mutateAsync(undefined)} onClose={() => setAsking(false)}>
          <Trans>Its address is told of nothing more, and its events are forgotten.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}
