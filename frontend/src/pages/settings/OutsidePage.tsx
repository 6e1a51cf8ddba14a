/** Models that were trained elsewhere: where they are, and how their last calls went. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconPlus, IconWorld } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { post, remove } from "../../api/client"
import type { Project } from "../../api/types"
import { ConfirmDialog } from "../../ui/ConfirmDialog"
import { isActive } from "../../ui/jobWords"
import { EmptyState, PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { useSaving, useSubmitting } from "../../ui/saving"
import { Table } from "../../ui/Table"
import { useNow } from "../../ui/useNow"
import { decimal, percent, since } from "../../ui/words"
import { useProject } from "../shell/useProject"
import { type Outside, outsideQuery } from "./outside"
import { OutsideDialog } from "./OutsideDialog"
import { SettingsNav } from "./SettingsNav"

export function OutsidePage() {
  const project = useProject()
  const models = useQuery(outsideQuery(project.id))
  const [adding, setAdding] = useState(false)
  const found = models.data ?? []
  const add = (
    <button type="button" className="btn pri" onClick={() => setAdding(true)}>
      <IconPlus size={16} stroke={1.6} aria-hidden /> <Trans>Add model</Trans>
    </button>
  )
  return (
    <>
      <PageHeader title={t`Settings`}>{found.length > 0 && add}</PageHeader>
      <SettingsNav />
      <div className="body">
        {models.isPending && <SkeletonRows />}
        {models.isLoadingError && <ProblemState error={models.error} retry={() => void models.refetch()} />}
        {models.isSuccess && found.length === 0 && (
          <EmptyState icon={<IconWorld size={24} stroke={1.6} />} title={t`No outside models yet`} action={add}>
            <Trans>A model of your own, behind HTTP or in a folder of the server, predicts here as those that were trained here do.</Trans>
          </EmptyState>
        )}
        {found.length > 0 && <OutsideTable project={project} models={found} />}
      </div>
      {adding && <OutsideDialog project={project} onClose={() => setAdding(false)} />}
    </>
  )
}

function OutsideTable({ project, models }: { project: Project; models: readonly Outside[] }) {
  const now = useNow()
  return (
    <div className="card">
      <Table columns={[t`Model`, t`State`, t`Last answer`, { name: t`Failed calls`, look: "end" }, { name: t`Latency`, look: "end" }, { name: t`Actions`, look: "hidden" }]}>
        {models.map((model) => (
          <tr key={model.id}>
            <td>
              <span className="b5">{model.name}</span>
              <p className="s12 t2">{model.place}</p>
            </td>
            <td>
              <State model={model} />
            </td>
            <td className="t2">{model.health.last_success ? since(model.health.last_success, now) : t`Never`}</td>
            <td className="t2 num end">{failures(model)}</td>
            <td className="t2 num end">{latency(model)}</td>
            <td>
              <Buttons project={project} model={model} />
            </td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function State({ model }: { model: Outside }) {
  const why = model.job?.error?.title ?? model.health.last_error
  return (
    <>
      <Badge model={model} />
      {why && <p className="s12 bad">{why}</p>}
    </>
  )
}

function Badge({ model: { job, health, model_id } }: { model: Outside }) {
  if (job && isActive(job)) return <span className="badge acc"><Trans>Being asked</Trans></span>
  if (health.breaker === "open") return <span className="badge bad"><Trans>Left alone</Trans></span>
  if (health.breaker === "half-open") return <span className="badge warn"><Trans>Tried once more</Trans></span>
  if (model_id === null) return <span className="badge bad"><Trans>Not usable yet</Trans></span>
  return <span className="badge ok"><Trans>Ready</Trans></span>
}

function Buttons({ project, model }: { project: Project; model: Outside }) {
  const path = `/projects/${project.id}/outside/${model.id}`
  const key = outsideQuery(project.id).queryKey
  const check = useSaving(() => post<Outside>(`${path}/check`), key)
  const forget = useSubmitting(() => remove(path), key)
  const [asking, setAsking] = useState(false)
  return (
    <span className="row">
      <button type="button" className="btn sm" aria-label={t`Check ${model.name}`} disabled={check.isPending} onClick={() => check.mutate(undefined)}>
        <Trans>Check</Trans>
      </button>
      <button type="button" className="btn sm" aria-label={t`Remove ${model.name}`} onClick={() => setAsking(true)}>
        <Trans>Remove</Trans>
      </button>
      {asking && (
        <ConfirmDialog title={t`Remove ${model.name}?`} verb={t`Remove`} onConfirm={() => forget.mutateAsync(undefined)} onClose={() => setAsking(false)}>
          <Trans>Its address and secret are forgotten and its version is retired. What it predicted stays.</Trans>
        </ConfirmDialog>
      )}
    </span>
  )
}

function failures({ health: { calls, failed } }: Outside): string {
  return calls ? t`${percent(failed / calls)} of ${calls}` : "–"
}

function latency({ health: { latency_seconds } }: Outside): string {
  return latency_seconds === null ? "–" : t`${decimal(latency_seconds, 2)} s`
}
