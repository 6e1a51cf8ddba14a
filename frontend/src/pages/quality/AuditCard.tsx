/** How right models were on clips that chance drew: over labels, and each version. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useMemo } from "react"
import type { Quality, Running } from "../../api/qualityTypes"
import { QualityCurve } from "../../ui/QualityCurve"
import { clipCount, count, percent } from "../../ui/words"
import { betweenWords } from "./Figures"

const HEIGHT_PX = 208

export function AuditCard({ audit: { drawn, line, versions } }: Pick<Quality, "audit">) {
  const checked = line.at(-1)?.labels ?? 0
  return (
    <section className="card qy-card" aria-label={t`Random checks`}>
      <div className="row">
        <h2 className="grow"><Trans>Accuracy on random checks</Trans></h2>
        <span className="t2 s12 num">{drawnWords(drawn, count(checked))}</span>
      </div>
      {line.length > 1 ? (
        <Line line={line} />
      ) : (
        <p className="t2 qy-none">
          <Trans>Chance draws one clip in ten of what waits for labels. Once people labeled some of them, this tells how right the model really is.</Trans>
        </p>
      )}
      {versions.length > 0 && <Versions versions={versions} />}
    </section>
  )
}

function drawnWords(drawn: number, checked: string): string {
  return plural(drawn, { one: `# clip drawn, ${checked} checked`, other: `# clips drawn, ${checked} checked` })
}

function Line({ line }: { line: readonly Running[] }) {
  const points = useMemo(() => line.map(({ labels, accuracy, interval }) => ({ labeled: labels, accuracy, interval })), [line])
  return <QualityCurve points={points} height={HEIGHT_PX} label={t`Accuracy over the last 100 random checks, by how many were made`} />
}

function Versions({ versions }: { versions: Quality["audit"]["versions"] }) {
  return (
    <table className="figures dense">
      <thead>
        <tr>
          <th scope="col"><Trans>Model</Trans></th>
          <th scope="col"><Trans>Checked on</Trans></th>
          <th scope="col"><Trans>Accuracy</Trans></th>
          <th scope="col"><Trans>95 % interval</Trans></th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ model_id, name, n, accuracy, interval }) => (
          <tr key={model_id}>
            <th scope="row" className="cut">{name}</th>
            <td className="num">{clipCount(n)}</td>
            <td className="num b6">{percent(accuracy)}</td>
            <td className="num t2">{betweenWords(interval).replace(/^95 %: /, "")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
