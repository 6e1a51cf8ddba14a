/** What one may take away of a version: its weights, and forms that need no Cliploop, written when asked for. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconDownload } from "@tabler/icons-react"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { ReactNode } from "react"
import { BASE, post } from "../../api/client"
import type { Model } from "../../api/learningTypes"
import { type Package, packagesQuery } from "../../api/versionQueries"
import { isActive, jobState } from "../../ui/jobWords"
import { Modal } from "../../ui/Modal"
import { ProgressBar, SkeletonRows } from "../../ui/parts"
import { ProblemNote } from "../../ui/Problem"
import { bytes } from "../../ui/words"

interface DownloadProps {
  readonly projectId: number
  readonly model: Model
}

export function DownloadDialog({ projectId, model, onClose }: DownloadProps & { onClose: () => void }) {
  const isAverage = model.member_ids.length > 0
  const { data, error } = useQuery({ ...packagesQuery(projectId, model.id), enabled: !isAverage })
  const path = `${BASE}/projects/${projectId}/models/${model.id}`
  return (
    <Modal opened onClose={onClose} title={t`Download ${model.name}`} size={560}>
      <ul className="md-forms">
        <Row name={t`Weights (safetensors)`} about={isAverage ? t`A folder for each version that it averages, with how they are fed and averaged, as a zip.` : t`With its card and how it is fed, as a zip. What another Cliploop, or your own code, reads.`}>
          <Fetch href={`${path}/weights`} name={t`Weights`} />
        </Row>
        {data?.map((one) => <FormRow key={one.form} projectId={projectId} model={model} found={one} />)}
        {!isAverage && !data && !error && <SkeletonRows rows={3} />}
        <Row name={t`Model card`} about={t`What it is, learned from, is worth and cannot, as Markdown.`}>
          <Fetch href={`${path}/card/markdown`} name={t`Model card`} />
        </Row>
      </ul>
      <ProblemNote error={error} />
    </Modal>
  )
}

function FormRow({ projectId, model, found }: DownloadProps & { found: Package }) {
  const client = useQueryClient()
  const query = packagesQuery(projectId, model.id)
  const write = useMutation({
    mutationFn: () => post<Package>(`/projects/${projectId}/models/${model.id}/packages`, { form: found.form }),
    onSuccess: () => client.invalidateQueries({ queryKey: query.queryKey }),
  })
  const { job, files, name, form } = found
  const size = files.reduce((sum, file) => sum + file.bytes, 0)
  const busy = files.length === 0 && job !== null && isActive(job)
  return (
    <Row name={name} about={found.summary} more={<State found={found} busy={busy} problem={write.error} />}>
      {files.length > 0 ? (
        <Fetch href={`${BASE}/projects/${projectId}/models/${model.id}/packages/${form}`} name={name} size={size} />
      ) : (
        <button type="button" className="btn" disabled={busy || write.isPending} aria-label={t`Write ${name}`} onClick={() => write.mutate()}>
          <Trans>Write</Trans>
        </button>
      )}
    </Row>
  )
}

/** How far it is, why it failed, or how well it answers. */
function State({ found, busy, problem }: { found: Package; busy: boolean; problem: Error | null }) {
  const { job, files, difference, compared } = found
  if (problem) return <ProblemNote error={problem} />
  if (busy && job) {
    const { done, total } = job.progress
    return (
      <>
        <span className="t2 s12">{job.state === "running" ? job.progress.message : jobState(job)}</span>
        <ProgressBar share={total > 0 ? done / total : 0} label={job.title} />
      </>
    )
  }
  if (files.length > 0 && difference !== null) {
    const most = difference.toExponential(0)
    return <span className="t2 s12 num"><Trans>Answers as the network does: at most {most} apart on {compared} clips drawn by chance.</Trans></span>
  }
  return job?.error ? <span className="bad s12">{job.error.title}</span> : null
}

function Row({ name, about, more, children }: { name: string; about: string; more?: ReactNode; children: ReactNode }) {
  return (
    <li>
      <div className="grow">
        <span className="b5">{name}</span>
        <p className="t2 s12">{about}</p>
        {more}
      </div>
      {children}
    </li>
  )
}

function Fetch({ href, name, size }: { href: string; name: string; size?: number }) {
  return (
    <a className="btn" href={href} download aria-label={t`Download ${name}`}>
      <IconDownload size={16} stroke={1.6} aria-hidden className="i" />
      {size === undefined ? <Trans>Download</Trans> : bytes(size)}
    </a>
  )
}
