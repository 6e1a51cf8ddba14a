/** The clips that only one of two models gets right. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowRight } from "@tabler/icons-react"
import type { Change } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { clipCount, count } from "../../ui/words"
import { ClipCard } from "./ClipCard"
import { classNames } from "./metricWords"

const SHOWN = 6

interface ChangesProps {
  readonly project: Project
  readonly model: Model
  readonly title: string
  readonly total: number
  readonly clips: readonly Change[]
  /** Which of the two is wrong. */
  readonly said: "before" | "after"
}

export function Changes({ project, model, title, total, clips, said }: ChangesProps) {
  const shown = clips.slice(0, SHOWN)
  return (
    <div>
      <h4 className="row md-changed">
        <span className="grow cut">{title}</span>
        <span className="t2 num">{clipCount(total)}</span>
      </h4>
      <ul className="md-gallery">
        {shown.map((one) => (
          <ClipCard key={`${one.item.id}:${one.start}`} project={project} item={one.item} start={one.start}>
            <span className="row s12 md-verdict">
              <span className="cut">{classNames(model, one.truth)}</span>
              <IconArrowRight size={12} stroke={1.6} className="i t3" aria-label={t`taken for`} />
              <span className="cut b5">{classNames(model, one[said])}</span>
            </span>
          </ClipCard>
        ))}
      </ul>
      {total > shown.length && shown.length > 0 && <p className="t3 s12 num"><Trans>and {count(total - shown.length)} more</Trans></p>}
    </div>
  )
}
