/** The dialogs about a version: a step and its reason, its notes, and what became of it. */
import { i18n } from "@lingui/core"
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Textarea, TextInput } from "@mantine/core"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { type SubmitEvent, useState } from "react"
import { patch, post } from "../../api/client"
import { modelsQuery } from "../../api/learningQueries"
import type { Model } from "../../api/learningTypes"
import { historyQuery, type VersionHistory } from "../../api/versionQueries"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { say } from "../../ui/toasts"
import { Answered } from "./Answered"
import { LEADS_TO, type Step, stageName, stepDone, stepMeaning, stepName } from "./versionWords"

interface DialogProps {
  readonly projectId: number
  readonly model: Model
  readonly history: VersionHistory | undefined
  readonly onClose: () => void
}

export function VersionDialog({ asked, ...props }: DialogProps & { asked: Step | "notes" | "history" }) {
  if (asked === "notes") return <NotesDialog {...props} />
  return asked === "history" ? <HistoryDialog {...props} /> : <StepDialog {...props} step={asked} />
}

function StepDialog({ projectId, model, history, step, onClose }: DialogProps & { step: Step }) {
  const [why, write] = useState("")
  const previous = history?.previous?.name ?? ""
  const path = `/projects/${projectId}/models/${model.id}`
  const act = useAct(
    projectId,
    () => (step === "rollback" ? post<Model>(`${path}/rollback`, { why }) : patch<Model>(path, { state: LEADS_TO[step], why })),
    (changed) => {
      say(stepDone(step, changed.name))
      onClose()
    },
  )
  return (
    <Modal opened onClose={onClose} title={model.name} size={440}>
      <form className="stack" onSubmit={submitted(() => act.mutate())}>
        <p className="t2">{stepMeaning(step, model.name, previous)}</p>
        <TextInput label={t`Why (kept in its history)`} value={why} maxLength={500} data-autofocus onChange={(event) => write(event.currentTarget.value)} />
        <ProblemNote error={act.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={act.isPending}>
            {stepName(step, previous)}
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

function NotesDialog({ projectId, model, onClose }: DialogProps) {
  const [notes, write] = useState(model.notes)
  const act = useAct(projectId, () => patch<Model>(`/projects/${projectId}/models/${model.id}`, { notes }), onClose)
  return (
    <Modal opened onClose={onClose} title={t`Notes on ${model.name}`} size={520}>
      <form className="stack" onSubmit={submitted(() => act.mutate())}>
        <Textarea aria-label={t`Notes`} rows={6} value={notes} maxLength={5000} data-autofocus onChange={(event) => write(event.currentTarget.value)} />
        <ProblemNote error={act.error} />
        <DialogButtons onClose={onClose}>
          <button type="submit" className="btn pri" disabled={act.isPending}>
            <Trans>Keep</Trans>
          </button>
        </DialogButtons>
      </form>
    </Modal>
  )
}

function HistoryDialog({ projectId, model, onClose }: DialogProps) {
  const query = useQuery(historyQuery(projectId, model.id))
  return (
    <Modal opened onClose={onClose} title={t`History of ${model.name}`} size={520}>
      <Answered query={query} height={120}>
        {({ changes }) => (
          <ol className="md-history">
            {changes.toReversed().map(({ stage, at, by, why }) => (
              <li key={`${at} ${stage}`}>
                <span className="b5">{stageName(stage)}</span>
                <span className="t2 s12 num">
                  <time dateTime={at}>{i18n.date(at, { dateStyle: "medium", timeStyle: "short" })}</time>
                  {by && ` · ${by.name}`}
                </span>
                {why && <p className="t2 s12">{why}</p>}
              </li>
            ))}
          </ol>
        )}
      </Answered>
    </Modal>
  )
}

function useAct<Answer>(projectId: number, act: () => Promise<Answer>, then: (answer: Answer) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      void client.invalidateQueries({ queryKey: modelsQuery(projectId).queryKey })
      then(answer)
    },
  })
}

function submitted(act: () => void) {
  return (event: SubmitEvent) => {
    event.preventDefault()
    act()
  }
}
