/** Starts a round with the model in use, or another one. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select, Switch } from "@mantine/core"
import { IconStack2 } from "@tabler/icons-react"
import { useState } from "react"
import type { CheckWhen, Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { DialogButtons } from "../../ui/ConfirmDialog"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { percent } from "../../ui/words"
import { CheckChoice } from "./CheckChoice"
import { useStartRounds } from "./useStartRounds"

export function StartRound({ project, models }: { project: Project; models: readonly Model[] }) {
  const [open, setOpen] = useState(false)
  const usable = models.filter(({ state }) => state !== "retired")
  return (
    <>
      <button
        type="button"
        className="btn pri"
        disabled={usable.length === 0}
        title={usable.length === 0 ? t`A round needs a model. Train one first.` : undefined}
        onClick={() => setOpen(true)}
      >
        <IconStack2 size={16} stroke={1.6} className="i" aria-hidden />
        <Trans>Start round</Trans>
      </button>
      {open && <Dialog project={project} models={usable} onClose={() => setOpen(false)} />}
    </>
  )
}

function Dialog({ project, models, onClose }: { project: Project; models: readonly Model[]; onClose: () => void }) {
  const first = models.find(({ state }) => state === "live") ?? models[0]
  const [model, setModel] = useState(first ? String(first.id) : null)
  const [goesOn, setGoesOn] = useState(false)
  const [check, setCheck] = useState<CheckWhen>("few")
  const start = useStartRounds(project.id, onClose)
  return (
    <Modal opened onClose={onClose} title={t`Start round`} size={480}>
      <div className="stack">
        <Select
          label={t`Model whose surest labels are taken`}
          data={models.map((one) => ({ value: String(one.id), label: modelWords(one) }))}
          value={model}
          onChange={setModel}
        />
        <p className="t2">
          <Trans>How sure a label must be is set for each class by how often the model was right at that confidence, and the labeled clips most like it must
          agree. People’s labels are never changed, and the round can be rolled back.</Trans>
        </p>
        <CheckChoice check={check} onChange={setCheck} />
        <GoesOn goesOn={goesOn} onChange={setGoesOn} />
        <ProblemNote error={start.error} />
        <DialogButtons onClose={onClose}>
          <button type="button" className="btn pri" data-autofocus disabled={start.isPending || model === null} onClick={() => start.mutate({ model_id: Number(model), check, ...(goesOn ? {} : { most: 1 }) })}>
            {goesOn ? <Trans>Start rounds</Trans> : <Trans>Start round</Trans>}
          </button>
        </DialogButtons>
      </div>
    </Modal>
  )
}

function GoesOn({ goesOn, onChange }: { goesOn: boolean; onChange: (goesOn: boolean) => void }) {
  return (
    <Switch
      label={t`Go on by itself`}
      description={t`Round follows round until one is not kept, nothing more is sure enough, or you stop it. It never goes on until all clips have a label.`}
      checked={goesOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

function modelWords({ name, metrics, state }: Model): string {
  return [metrics.n > 0 ? `${name} · ${percent(metrics.accuracy)}` : name, ...(state === "live" ? [t`in use`] : [])].join(", ")
}
