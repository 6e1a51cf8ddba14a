/** Precision, recall and F1 of each class. What cannot be said is n/a. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconTable } from "@tabler/icons-react"
import { useState } from "react"
import type { ClassMetrics, Metrics, Model } from "../../api/learningTypes"
import type { LabelClass, Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { count } from "../../ui/words"
import { ClassCurvesView, type CurveKind } from "./ClassCurvesView"
import { score } from "./metricWords"
import { Scrolled } from "./Scrolled"

type View = "table" | CurveKind

export function PerClassCard({ project, model }: { project: Project; model: Model }) {
  const [view, show] = useState<View>("table")
  const views: readonly (readonly [View, string])[] = [["table", t`Per class`], ["pr", t`PR curves`], ["roc", t`ROC`]]
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="hidden-text"><Trans>Per class</Trans></h3>
        <span className="seg" role="group" aria-label={t`Per class`}>
          {views.map(([one, name]) => (
            <button key={one} type="button" className={one === view ? "on" : ""} aria-pressed={one === view} onClick={() => show(one)}>
              {name}
            </button>
          ))}
        </span>
        <span className="grow" />
        <button type="button" className="btn ghost sm" onClick={() => download(model)}>
          <IconTable size={14} stroke={1.6} aria-hidden />
          <Trans>CSV</Trans>
        </button>
      </div>
      {view === "table" ? <Scores model={model} /> : <ClassCurvesView project={project} model={model} kind={view} />}
      <p className="md-hint t2 s12">{meaning(view)}</p>
    </div>
  )
}

/** What a view shows, for whoever reads it for the first time. */
function meaning(view: View): string {
  if (view === "roc") return t`Each point is a threshold: how many clips of the class are found, and how many others are called so by mistake. Nearer the top left is better; the dashed line is guessing.`
  if (view === "pr") return t`Each point is a threshold: how many clips of the class are found, and how many of those found are right. Nearer the top right is better.`
  return t`Precision: of the clips that are called so, the share that is right. Recall: of the clips that are so, the share that is found. F1: both in one figure.`
}

function Scores({ model: { metrics, classes } }: { model: Model }) {
  return (
    <Scrolled name={t`Per class`}>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col"><Trans>Class</Trans></th>
            <th scope="col"><Trans>Precision</Trans></th>
            <th scope="col"><Trans>Recall</Trans></th>
            <th scope="col"><Trans>F1</Trans></th>
            <td />
            <th scope="col"><Trans>n</Trans></th>
          </tr>
        </thead>
        <tbody>
          {metrics.per_class.map((row) => (
            <ClassScores key={row.class_id} row={row} labelClass={classes.find(({ id }) => id === row.class_id)} />
          ))}
          <Mean metrics={metrics} />
        </tbody>
      </table>
    </Scrolled>
  )
}

function ClassScores({ row: { precision, recall, f1, support }, labelClass }: { row: ClassMetrics; labelClass: LabelClass | undefined }) {
  const slot = labelClass?.color ?? 11
  return (
    <tr>
      <th scope="row">
        <span className="row">
          <ClassSwatch slot={slot} />
          {labelClass?.name ?? t`Deleted`}
        </span>
      </th>
      <Score value={precision} />
      <Score value={recall} />
      <Score value={f1} strong />
      <td className="md-f1">{f1 !== null && <Bar share={f1} slot={slot} />}</td>
      <td className="num t3">{count(support)}</td>
    </tr>
  )
}

function Score({ value, strong = false }: { value: number | null; strong?: boolean }) {
  const hint = value === null ? t`No test clip has or was given this class, so it cannot be said` : undefined
  return (
    <td className={`num${strong ? " b6" : ""}${value === null ? " t3" : ""}`} title={hint}>
      {score(value)}
    </td>
  )
}

function Bar({ share, slot }: { share: number; slot: number }) {
  return (
    <span className="bar" style={{ display: "block" }} aria-hidden>
      <i style={{ width: `${share * 100}%`, background: `var(--class-${((slot - 1) % 12) + 1})` }} />
    </span>
  )
}

/** The mean over classes of which it can be said. */
function Mean({ metrics }: { metrics: Metrics }) {
  return (
    <tr className="sum">
      <th scope="row"><Trans>Macro mean</Trans></th>
      <Score value={metrics.macro_precision} />
      <Score value={metrics.macro_recall} />
      <Score value={metrics.macro_f1} strong />
      <td />
      <td className="num t3">{count(metrics.n)}</td>
    </tr>
  )
}

function download({ name, metrics, classes }: Model): void {
  // What begins so is a formula to a spreadsheet: a name is never one.
  const plain = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)
  const quoted = (text: string) => `"${plain(text).replaceAll('"', '""')}"`
  const rows = metrics.per_class.map(({ class_id, precision, recall, f1, support }) => {
    const found = classes.find(({ id }) => id === class_id)?.name ?? String(class_id)
    return [quoted(found), precision ?? "", recall ?? "", f1 ?? "", support].join(",")
  })
  const text = ["class,precision,recall,f1,support", ...rows, ""].join("\n")
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }))
  const link = document.createElement("a")
  link.href = url
  link.download = `${t`${name}, per class`}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
