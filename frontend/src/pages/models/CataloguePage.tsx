/** The networks that models may be made of: how large, by what license, and whether weights are at hand. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconCheck } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { obstacle } from "../../api/problem"
import { type CatalogueEntry, catalogueQuery } from "../../api/versionQueries"
import { PageHeader, SkeletonRows } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { Table } from "../../ui/Table"
import { count, decimal } from "../../ui/words"
import { useProject } from "../shell/useProject"
import { regimeName } from "./runWords"
import "./card.css"

export function CataloguePage() {
  const project = useProject()
  const catalogue = useQuery(catalogueQuery(project.id))
  const problem = obstacle(catalogue)
  const known = catalogue.data
  return (
    <>
      <PageHeader title={t`Catalogue`} {...(known ? { note: plural(known.length, { one: "# network", other: "# networks" }) } : {})}>
        <Link to="/p/$project/models" params={{ project: String(project.id) }} className="btn">
          <Trans>Models</Trans>
        </Link>
      </PageHeader>
      <div className="body" role="group" aria-label={t`Catalogue`} tabIndex={0}>
        {problem ? (
          <ProblemState error={problem} retry={() => void catalogue.refetch()} />
        ) : known ? (
          <div className="md-doc-table">
            <p className="t2 s12 md-key-to"><Trans>Networks that a training can start from, under “Your own choice”. Clips/s: how many clips it looks at in a second on this machine, once an operator ran cliploop bench-models. Tiny: the same in small, for few clips and machines without a GPU.</Trans></p>
            <Table label={t`Catalogue`} columns={[t`Network`, { name: t`Parameters`, look: "end" }, { name: t`Clips/s`, look: "end" }, t`Weights`, t`License`, t`Ways to train`]}>
              {known.map((entry) => <Row key={entry.key} entry={entry} />)}
            </Table>
          </div>
        ) : (
          <SkeletonRows rows={12} />
        )}
      </div>
    </>
  )
}

function Row({ entry }: { entry: CatalogueEntry }) {
  return (
    <tr>
      <td>
        <span className="b5">{entry.name}</span>
        <p className="t2 s12 md-about">
          {entry.summary} <span className="t3">{entry.paper}</span>
        </p>
      </td>
      <td className="num end">
        {entry.parameters > 0 ? count(entry.parameters) : t`its folder’s`}
        {entry.tiny_parameters !== null && <Tiny>{count(entry.tiny_parameters)}</Tiny>}
      </td>
      <td className="num end">
        {speed(entry.clips_per_second)}
        {entry.tiny_parameters !== null && <Tiny>{speed(entry.tiny_clips_per_second)}</Tiny>}
      </td>
      <td className="s12">
        <span className="row">
          {entry.weights_present && <IconCheck size={14} stroke={1.6} aria-hidden className="i ok" />}
          {weightsWords(entry)}
        </span>
      </td>
      <td className="s12">{entry.license}</td>
      <td className="s12">{entry.regimes.map(regimeName).join(", ")}</td>
    </tr>
  )
}

/** The same of the small form, beneath. */
function Tiny({ children }: { children: ReactNode }) {
  return <span className="t3 s12 md-tiny"><Trans>tiny: {children}</Trans></span>
}

function speed(clips: number | null): string {
  return clips === null ? "–" : decimal(clips, clips < 10 ? 1 : 0)
}

function weightsWords({ weights, weights_present: present }: CatalogueEntry): string {
  if (weights === "packaged") return t`Present`
  if (weights === "none") return t`None needed`
  if (present) return t`Present, from the operator's folder`
  return weights === "folder" ? t`None: the operator's folder has no model` : t`None: begins with random numbers`
}
