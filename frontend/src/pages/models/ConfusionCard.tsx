/** The confusion matrix; each cell shows the clips behind it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import type { Model } from "../../api/learningTypes"
import type { LabelClass, Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { CellClips } from "./CellClips"
import { classOf } from "./metricWords"

/** A row and a column of the matrix. */
interface Place {
  readonly truth: number
  readonly predicted: number
}

export function ConfusionCard({ project, model }: { project: Project; model: Model }) {
  const classes = classesOf(model)
  const { confusion } = model.metrics
  const [chosen, choose] = useState<Place | null>(() => worstOf(confusion))
  const [truth, predicted] = [chosen && classes[chosen.truth], chosen && classes[chosen.predicted]]
  return (
    <div className="card md-confusion">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Confusion</Trans></h3>
        <span className="t2 s12"><Trans>rows true, columns predicted</Trans></span>
      </div>
      {confusion.length === 0 ? (
        <p className="t2 md-pad"><Trans>Clips here may have several classes at once, so no class is taken for another one. See each class beside.</Trans></p>
      ) : (
        <div className="md-scroll">
          <Matrix confusion={confusion} classes={classes} chosen={chosen} onChoose={choose} />
        </div>
      )}
      {chosen && truth && predicted && (
        <CellClips
          project={project}
          model={model}
          truth={truth}
          predicted={predicted}
          total={confusion[chosen.truth]?.[chosen.predicted] ?? 0}
        />
      )}
    </div>
  )
}

/** The classes in the order of the matrix. */
function classesOf(model: Model): LabelClass[] {
  return model.metrics.per_class.map(({ class_id }) => classOf(model, class_id))
}

/** The most frequent mistake; without one nothing. */
function worstOf(confusion: readonly (readonly number[])[]): Place | null {
  const places = confusion.flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
  const mistakes = places.filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
  return mistakes.toSorted((a, b) => b.count - a.count)[0] ?? null
}

interface MatrixProps {
  readonly confusion: readonly (readonly number[])[]
  readonly classes: readonly LabelClass[]
  readonly chosen: Place | null
  readonly onChoose: (place: Place) => void
}

function Matrix({ confusion, classes, chosen, onChoose }: MatrixProps) {
  return (
    <table className="md-cm">
      <MatrixHead classes={classes} />
      <tbody>
        {confusion.map((row, truth) => (
          <tr key={classes[truth]?.id ?? truth}>
            <th scope="row">
              <span className="row" style={{ gap: 6 }}>
                <ClassSwatch slot={classes[truth]?.color ?? 11} />
                <span className="cut">{classes[truth]?.name}</span>
              </span>
            </th>
            {row.map((count, predicted) => (
              <Cell
                key={classes[predicted]?.id ?? predicted}
                count={count}
                share={count / Math.max(1, sum(row))}
                right={truth === predicted}
                on={chosen?.truth === truth && chosen.predicted === predicted}
                name={t`${count}: ${classes[truth]?.name ?? ""} taken for ${classes[predicted]?.name ?? ""}`}
                onClick={() => onChoose({ truth, predicted })}
              />
            ))}
            <td className="n num">{sum(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** So many columns have room for their names; more are told by the first letters. */
const NAMED = 5

function MatrixHead({ classes }: Pick<MatrixProps, "classes">) {
  return (
    <thead>
      <tr>
        <td />
        {classes.map(({ id, name }) => (
          <th key={id} scope="col">
            {classes.length <= NAMED ? <span className="cut" title={name}>{name}</span> : <abbr title={name}>{name.slice(0, 3)}</abbr>}
          </th>
        ))}
        <th scope="col"><Trans>n</Trans></th>
      </tr>
    </thead>
  )
}

interface CellProps {
  readonly count: number
  readonly share: number
  readonly right: boolean
  readonly on: boolean
  readonly name: string
  readonly onClick: () => void
}

function Cell({ count, share, right, on, name, onClick }: CellProps) {
  const ink = right ? "var(--accent-fill)" : "var(--bad)"
  const strength = count === 0 ? 0 : right ? 20 + share * 45 : 8 + share * 60
  const background = count === 0 ? "var(--bg2)" : `color-mix(in srgb, ${ink} ${strength.toFixed(0)}%, var(--bg1))`
  return (
    <td className={on ? "on" : undefined}>
      <button type="button" className={`num${count === 0 ? " z" : ""}${right ? " d" : ""}`} style={{ background }} aria-label={name} aria-pressed={on} onClick={onClick}>
        {count}
      </button>
    </td>
  )
}

function sum(row: readonly number[]): number {
  return row.reduce((total, count) => total + count, 0)
}
