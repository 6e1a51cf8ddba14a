/** Releases: what is in each, its checksum, and the way to get it. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconCopy, IconDownload } from "@tabler/icons-react"
import { useState } from "react"
import { BASE, queryString } from "../../api/client"
import type { Release } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { copyText } from "../../ui/clipboard"
import { ClassSwatch } from "../../ui/parts"
import { may } from "../../ui/rights"
import { Table } from "../../ui/Table"
import { say, sayProblem } from "../../ui/toasts"
import { useNow } from "../../ui/useNow"
import { count, dayOf, since } from "../../ui/words"
import { AS_DRAWN, formats, type Written, WrittenAs } from "./WrittenAs"

const SHOWN_CLASSES = 4
const HASH_SHOWN = 12

interface ReleaseTableProps {
  readonly project: Project
  readonly releases: readonly Release[]
}

export function ReleaseTable({ project, releases }: ReleaseTableProps) {
  const [written, write] = useState(AS_DRAWN)
  return (
    <div className="card ex-table">
      {may(project, "export") && (
        <div className="row ex-written" role="group" aria-label={t`How releases are downloaded`}>
          <span className="t2"><Trans>Download as</Trans></span>
          <WrittenAs written={written} write={write} />
        </div>
      )}
      <Table columns={[t`Release`, { name: t`Clips`, look: "end" }, { name: t`Labels`, look: "end" }, t`By class`, t`Checksum`, t`Made`, { name: t`Download`, look: "hidden" }]}>
        {releases.map((release) => (
          <ReleaseRow key={release.id} project={project} release={release} written={written} />
        ))}
      </Table>
    </div>
  )
}

function ReleaseRow({ project, release, written }: { project: Project; release: Release; written: Written }) {
  const now = useNow()
  return (
    <tr>
      <th scope="row" className="b5 ex-name">
        {release.name}
      </th>
      <td className="num end">{count(release.items)}</td>
      <td className="num end">{count(release.annotations)}</td>
      <td>
        <ByClass project={project} byClass={release.by_class} />
      </td>
      <td>
        <Checksum hash={release.hash} />
      </td>
      <td className="t2 num ex-made">
        <span title={dayOf(release.created_at)}>{since(release.created_at, now)}</span>
        {release.created_by && `, ${release.created_by.name}`}
      </td>
      <td>
        {may(project, "export") && <Download project={project} release={release} written={written} />}
      </td>
    </tr>
  )
}

function Download({ project, release: { id, name }, written }: { project: Project; release: Release; written: Written }) {
  const format = formats().find(({ value }) => value === written.format)?.label ?? written.format
  const label = written.shapes === "boxes" ? t`Download ${name} as ${format}, shapes as boxes` : t`Download ${name} as ${format}`
  return (
    <a className="btn sm" href={`${BASE}/projects/${project.id}/releases/${id}/download${queryString({ ...written })}`} download aria-label={label} title={label}>
      <IconDownload size={14} stroke={1.6} aria-hidden />
      <Trans>Download</Trans>
    </a>
  )
}

function ByClass({ project, byClass }: { project: Project; byClass: Release["by_class"] }) {
  const sorted = Object.entries(byClass).toSorted(([, a], [, b]) => b - a)
  const rest = sorted.slice(SHOWN_CLASSES)
  return (
    <span className="ex-classes">
      {sorted.slice(0, SHOWN_CLASSES).map(([name, number]) => (
        <span key={name} className="row">
          <ClassSwatch slot={project.classes.find((each) => each.name === name)?.color ?? 11} />
          {name} <span className="num t2">{count(number)}</span>
        </span>
      ))}
      {rest.length > 0 && <span className="t3" title={rest.map(([name, number]) => `${name} ${number}`).join(", ")}>+{rest.length}</span>}
    </span>
  )
}

function Checksum({ hash }: { hash: string }) {
  const copy = () => {
    copyText(hash).then(() => say(t`Checksum copied`), sayProblem)
  }
  return (
    <span className="row" style={{ gap: 4 }}>
      <code title={`sha256 ${hash}`}>{hash.slice(0, HASH_SHOWN)}</code>
      <button type="button" className="icb sm" aria-label={t`Copy the checksum`} onClick={copy}>
        <IconCopy size={14} stroke={1.6} aria-hidden />
      </button>
    </span>
  )
}
