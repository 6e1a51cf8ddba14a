/** The split of a run, and with a model the data it was made from. */
import { Trans } from "@lingui/react/macro"
import type { Model, Split } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ClassSwatch } from "../../ui/parts"
import { count } from "../../ui/words"
import { partTitle, SplitBar } from "./SplitBar"
import { SplitChecks, splitWords } from "./SplitChecks"

interface SplitCardProps {
  readonly project: Project
  readonly split: Split
  readonly model?: Model
}

export function SplitCard({ project, split, model }: SplitCardProps) {
  return (
    <div className="card md-pad">
      <div className="row">
        <h3 className="grow"><Trans>Split and data</Trans></h3>
        <span className="t2 s12">{splitWords(split)}</span>
      </div>
      <SplitBar split={split} />
      <div className="md-two">
        <div>
          <SplitChecks split={split} />
          {model && <Snapshot model={model} />}
        </div>
        <PartTable project={project} split={split} />
      </div>
    </div>
  )
}

function Snapshot({ model: { snapshot, seed } }: { model: Model }) {
  return (
    <dl className="facts">
      <dt><Trans>Data snapshot</Trans></dt>
      <dd className="cut" title={snapshot.name}>
        {snapshot.name}
      </dd>
      <dt><Trans>Clips</Trans></dt>
      <dd className="num">{count(snapshot.items)}</dd>
      <dt><Trans>Hash</Trans></dt>
      <dd>
        <code title={snapshot.hash}>{snapshot.hash.slice(0, 16)}</code>
      </dd>
      <dt><Trans>Seed</Trans></dt>
      <dd className="num">{seed}</dd>
    </dl>
  )
}

/** How often each class is in each part. */
function PartTable({ project, split }: { project: Project; split: Split }) {
  const used = project.classes.filter(({ id }) => split.parts.some(({ by_class }) => String(id) in by_class))
  return (
    <table className="figures dense">
      <caption className="hidden-text"><Trans>Clips of each class in each part</Trans></caption>
      <thead>
        <tr>
          <th scope="col"><Trans>Class</Trans></th>
          {split.parts.map(({ name }) => (
            <th key={name} scope="col">
              {partTitle(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {used.map(({ id, name, color }) => (
          <tr key={id}>
            <th scope="row">
              <span className="row">
                <ClassSwatch slot={color} />
                {name}
              </span>
            </th>
            {split.parts.map((part) => (
              <td key={part.name} className="num">
                {count(part.by_class[String(id)] ?? 0)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
