/** Precision, recall and F1 of each class. What cannot be said is n/a. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconTable } from "@tabler/icons-react"
import type { ClassMetrics, Metrics, Model } from "../../api/learningTypes"
import type { LabelClass } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { count, percent } from "../../ui/words"
import { score } from "./metricWords"

export function PerClassCard({ model }: { model: Model }) {
  const { metrics, classes } = model
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Per class</Trans></h3>
        <button type="button" className="btn ghost sm" onClick={() => download(model)}>
          <IconTable size={14} stroke={1.6} aria-hidden />
          <Trans>CSV</Trans>
        </button>
      </div>
      <div className="md-scroll md-figures">
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
      </div>
      <Top metrics={metrics} />
    </div>
  )
}

/** How often the truth is among the likeliest classes; what the first of them does is the accuracy. */
function Top({ metrics: { top_k } }: { metrics: Metrics }) {
  const more = top_k.filter(({ k }) => k > 1)
  if (more.length === 0) return null
  const each = more.map(({ k, accuracy }) => `${k}: ${percent(accuracy)}`).join(" · ")
  return <p className="md-top t2 s12 num"><Trans>Truth among the likeliest {each}</Trans></p>
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
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
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
