/** Labels saved against random: what was measured, or what it still needs. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Savings } from "../../api/qualityTypes"
import { count, percent } from "../../ui/words"
import { savedWords } from "./savings"

export function SavingsCard({ savings }: { savings: Savings }) {
  return (
    <section className="card qy-card" aria-label={t`Labels saved against random`}>
      <h2><Trans>Labels saved against random</Trans></h2>
      {savings.refused === "" ? <Measured savings={savings} /> : <p className="t2 qy-none">{missingWords(savings)}</p>}
      <p className="t3 s12">
        <Trans>
          Small heads learn from random checks, and others from what was labeled first; both are judged by random checks of other recordings. The
          model in use may gain more or less.
        </Trans>
      </p>
    </section>
  )
}

function Measured({ savings }: { savings: Savings }) {
  const { random, chosen, accuracy } = savings
  return (
    <dl className="qy-gains">
      <div>
        <dt className="t2"><Trans>By chance, {percent(accuracy)} right</Trans></dt>
        <dd className="num"><b>{t`${count(random)} labels`}</b></dd>
      </div>
      <div>
        <dt className="t2"><Trans>As they were labeled</Trans></dt>
        <dd className="num">
          <b>{chosen === null ? t`not with ${count(savings.labels)} labels` : t`${count(Math.round(chosen))} labels`}</b>
          <div className="t2 s12">{savedWords(savings)}</div>
        </dd>
      </div>
    </dl>
  )
}

function missingWords({ refused, audited, needed, labels }: Savings): string {
  switch (refused) {
    case "task":
      return t`Not measured where a clip may have several classes.`
    case "recordings":
      return t`Not yet known: the random checks come from too few recordings. Eight are needed.`
    case "labels":
      return t`Not yet known: ${count(labels)} labels beside the random checks are fewer than these teach.`
    default:
      return t`Not yet known: ${count(audited)} of ${count(needed)} random checks of two classes at least are complete.`
  }
}
