/** Whether new recordings look like those that the model in use learned from. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { Drift } from "../../api/qualityTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { count, percent } from "../../ui/words"

const ICON = { size: 16, stroke: 1.6, "aria-hidden": true } as const

export function DriftCard({ project, drift }: { project: Project; drift: Drift | null }) {
  return (
    <section className="card qy-card" aria-label={t`New recordings`}>
      <h2><Trans>New recordings</Trans></h2>
      {drift === null ? (
        <p className="t2"><Trans>Once a model is in use, this tells whether new recordings look like those that it learned from.</Trans></p>
      ) : !drift.enough ? (
        <p className="t2">
          <Trans>Too few to tell: {count(drift.new)} new and {count(drift.known)} known recordings; 10 and 20 are needed.</Trans>
        </p>
      ) : (
        <Told project={project} drift={drift} />
      )}
    </section>
  )
}

function Told({ project, drift }: { project: Project; drift: Drift }) {
  return (
    <>
      <p className="row qy-told">
        {drift.alarm ? <IconAlertTriangle {...ICON} className="i warn" /> : <IconCircleCheck {...ICON} className="i ok" />}
        <b>{drift.alarm ? <Trans>New recordings look unlike those that the model learned from</Trans> : <Trans>New recordings look like those that the model learned from</Trans>}</b>
      </p>
      <p className="t2">
        <Trans>
          In {percent(drift.farther)} of comparisons a new recording lies farther from the known ones than these from each other; half is as usual.
          {" "}{count(drift.new)} new, {count(drift.known)} known.
        </Trans>
      </p>
      {drift.alarm && (
        <p className="row">
          <span className="grow t2"><Trans>Label some of them and train again: figures of the old clips do not hold for these.</Trans></span>
          {may(project, "annotate") && (
            <Link to="/p/$project/data" params={{ project: String(project.id) }} className="btn sm"><Trans>Show clips</Trans></Link>
          )}
        </p>
      )}
      <p className="t3 s12"><Trans>One look in a hundred gives a false alarm.</Trans></p>
    </>
  )
}
