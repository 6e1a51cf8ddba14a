/** The clips behind a cell of the confusion matrix. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowRight } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { cellQuery } from "../../api/learningQueries"
import type { Model } from "../../api/learningTypes"
import type { LabelClass, Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { clipCount } from "../../ui/words"

interface CellClipsProps {
  readonly project: Project
  readonly model: Model
  readonly truth: LabelClass
  readonly predicted: LabelClass
  readonly total: number
}

export function CellClips({ project, model, truth, predicted, total }: CellClipsProps) {
  const cell = { model: model.id, truth: truth.id, predicted: predicted.id }
  const { data } = useQuery({ ...cellQuery(project.id, cell), enabled: total > 0 })
  const params = { project: String(project.id) }
  return (
    <div className="row md-cell" role="status">
      <Named labelClass={truth} />
      <IconArrowRight size={14} stroke={1.6} className="i t3" aria-label={t`taken for`} />
      <Named labelClass={predicted} />
      <span className="t2 num">{clipCount(total)}</span>
      <span className="grow" />
      <span className="md-strip">
        {total > 0 &&
          data?.results.map(({ id, name, media }) => (
            <Link key={id} to="/p/$project/items/$item" params={{ ...params, item: String(id) }} title={name} aria-label={t`Open ${name}`}>
              {media ? <img src={media.poster} alt="" loading="lazy" decoding="async" /> : <span className="none" />}
            </Link>
          ))}
      </span>
      {total > 0 && (
        <Link to="/p/$project/data" params={params} search={{ cell: `${cell.model}:${cell.truth}:${cell.predicted}` }} className="b5 md-all">
          <Trans>Open all</Trans>
        </Link>
      )}
    </div>
  )
}

function Named({ labelClass: { name, color } }: { labelClass: LabelClass }) {
  return (
    <span className="row b5 cut" style={{ gap: 6 }}>
      <ClassSwatch slot={color} />
      <span className="cut">{name}</span>
    </span>
  )
}
