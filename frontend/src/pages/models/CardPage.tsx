/** A version's card, out of facts alone. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconDownload, IconFileText } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { BASE } from "../../api/client"
import { modelsQuery } from "../../api/learningQueries"
import type { Model } from "../../api/learningTypes"
import { obstacle } from "../../api/problem"
import { type CardSection, cardQuery } from "../../api/versionQueries"
import { EmptyState, PageHeader, Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { Table } from "../../ui/Table"
import { useProject } from "../shell/useProject"
import "./card.css"

export function CardPage() {
  const project = useProject()
  const { run } = useParams({ strict: false })
  const models = useQuery(modelsQuery(project.id))
  const model = models.data?.results.find(({ run_id }) => String(run_id) === run)
  return (
    <>
      <PageHeader title={t`Model card`} {...(model ? { note: model.name } : {})}>
        <Link to="/p/$project/models/$run" params={{ project: String(project.id), run: run ?? "" }} className="btn">
          <Trans>Report</Trans>
        </Link>
        {model && (
          <a className="btn" href={`${BASE}/projects/${project.id}/models/${model.id}/card/markdown`} download>
            <IconDownload size={16} stroke={1.6} aria-hidden className="i" />
            <Trans>Markdown</Trans>
          </a>
        )}
      </PageHeader>
      <div className="body" role="group" aria-label={t`Model card`} tabIndex={0}>
        {models.error ? (
          <ProblemState error={models.error} retry={() => void models.refetch()} />
        ) : model ? (
          <Card projectId={project.id} model={model} />
        ) : models.data ? (
          <EmptyState icon={<IconFileText size={24} stroke={1.6} />} title={t`There is no such model in this project`}>
            <Trans>A training that has not ended has no card yet.</Trans>
          </EmptyState>
        ) : (
          <Skeleton height={320} />
        )}
      </div>
    </>
  )
}

function Card({ projectId, model }: { projectId: number; model: Model }) {
  const card = useQuery(cardQuery(projectId, model.id))
  const problem = obstacle(card)
  if (problem) return <ProblemState error={problem} retry={() => void card.refetch()} />
  if (!card.data) return <Skeleton height={320} />
  return (
    <article className="md-doc" lang="en" aria-label={card.data.title}>
      {card.data.sections.map((section) => <Section key={section.title} section={section} />)}
    </article>
  )
}

function Section({ section: { title, text, heads, rows } }: { section: CardSection }) {
  return (
    <section>
      <h2>{title}</h2>
      {text.map((sentence) => <p key={sentence}>{sentence}</p>)}
      {rows.length > 0 && (
        <div className="md-doc-table">
          <Table columns={heads} label={title}>
            {rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, at) => <td key={heads[at]} className="num">{cell}</td>)}
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  )
}
