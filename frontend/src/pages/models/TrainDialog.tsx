/** Training a model: what it learns, how, when. It can be started as it opens. */
import { i18n } from "@lingui/core"
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Project } from "../../api/types"
import { Modal } from "../../ui/Modal"
import { ProblemNote } from "../../ui/Problem"
import { lasting } from "../../ui/words"
import { Readiness } from "../quality/Readiness"
import { ClassChoice } from "./ClassChoice"
import { HowChoice } from "./HowChoice"
import { MoreOptions } from "./MoreOptions"
import { SearchChoice } from "./SearchChoice"
import { SplitPreview } from "./SplitPreview"
import { StartChoice } from "./StartChoice"
import { UseChoice } from "./UseChoice"
import { type Training, useStart, useTraining } from "./useTraining"

export function TrainDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const training = useTraining(project)
  const start = useStart(project, training, onClose)
  return (
    <Modal opened onClose={onClose} title={t`Train model`} size={760} classNames={{ body: "md-dialog", header: "md-dialog-head" }}>
      <div className="md-dcols">
        <div>
          <ClassChoice training={training} />
          {training.picked.length > 0 && (
            <section aria-label={t`Ready to train?`}>
              <h3><Trans>Ready to train?</Trans></h3>
              <Readiness project={project} classes={training.picked} />
            </section>
          )}
          <SplitPreview project={project} training={training} />
        </div>
        <div>
          <UseChoice training={training} />
          {training.isLoaded && training.use === undefined && <HowChoice training={training} />}
          {training.isLoaded && training.use === undefined && <SearchChoice project={project} training={training} />}
          <MoreOptions project={project} training={training} />
          <StartChoice training={training} />
        </div>
      </div>
      <footer className="md-dfoot">
        <div className="grow">{start.error ? <ProblemNote error={start.error} /> : <Estimate training={training} />}</div>
        <button type="button" className="btn" onClick={onClose}>
          <Trans>Cancel</Trans>
        </button>
        <button type="button" className="btn pri" data-autofocus disabled={!training.isReady || start.isPending} onClick={() => start.mutate()}>
          {training.at || training.more !== null ? <Trans>Plan training</Trans> : <Trans>Start training</Trans>}
        </button>
      </footer>
    </Modal>
  )
}

/** When it starts and how long it takes, as far as is known. */
function Estimate({ training: { at, more, preview, uses, isAll, entry, lacks } }: { training: Training }) {
  if (lacks === "folder") return <span className="t2 s12" role="status"><Trans>Name the folder of the model first.</Trans></span>
  if (preview.data?.refused || lacks) return null
  const later = more === null ? t`Starts at once` : plural(more, { one: "Starts after # more labeled clip", other: "Starts after # more labeled clips" })
  const when = at ? t`Starts ${i18n.date(at, { weekday: "short", hour: "2-digit", minute: "2-digit" })}` : later
  if (isAll) return <span className="t2 s12" role="status">{t`${when}: ${uses.length} trainings, one after the other`}</span>
  const seconds = preview.data?.estimate_seconds
  const long =
    typeof seconds === "number" ? t`runs about ${lasting(seconds)} on this machine` : t`how long is known after the first run of ${entry?.name ?? "it"}`
  return (
    <span className="t2 s12" role="status">
      {when}, {long}
    </span>
  )
}
