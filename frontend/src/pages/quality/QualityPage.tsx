/** Quality: how far labels and models can be trusted, and what more labels would bring. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { qualityQuery } from "../../api/qualityQueries"
import type { Quality } from "../../api/qualityTypes"
import type { Project } from "../../api/types"
import { PageHeader, Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { useProject } from "../shell/useProject"
import { AuditCard } from "./AuditCard"
import { DriftCard } from "./DriftCard"
import { Figures } from "./Figures"
import { GrowthCard } from "./GrowthCard"
import { Readiness } from "./Readiness"
import { SavingsCard } from "./SavingsCard"

export function QualityPage() {
  const project = useProject()
  const quality = useQuery(qualityQuery(project.id))
  return (
    <>
      <PageHeader title={t`Quality`}>
        <Link to="/p/$project/models" params={{ project: String(project.id) }} className="btn">
          <Trans>Models</Trans>
        </Link>
      </PageHeader>
      <div className="body">
        {quality.isLoadingError ? (
          <ProblemState error={quality.error} retry={() => void quality.refetch()} />
        ) : quality.data ? (
          <Cards project={project} quality={quality.data} />
        ) : (
          <Waiting />
        )}
      </div>
    </>
  )
}

function Cards({ project, quality }: { project: Project; quality: Quality }) {
  return (
    <div className="qy-grid">
      <Figures quality={quality} />
      <div className="qy-two">
        <AuditCard audit={quality.audit} />
        <GrowthCard growth={quality.growth} />
      </div>
      <div className="qy-more">
        <section className="card qy-card" aria-label={t`Ready to train?`}>
          <h2><Trans>Ready to train?</Trans></h2>
          <Readiness project={project} />
        </section>
        <DriftCard project={project} drift={quality.drift} />
        <SavingsCard savings={quality.savings} />
      </div>
    </div>
  )
}

function Waiting() {
  return (
    <div className="qy-grid" aria-busy="true">
      <Skeleton height={96} />
      <div className="qy-two">
        <Skeleton height={320} />
        <Skeleton height={320} />
      </div>
    </div>
  )
}
