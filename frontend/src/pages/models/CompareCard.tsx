/** A model beside another one, on the clips that judged both. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useQuery } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { comparisonQuery } from "../../api/evaluationQueries"
import type { Comparison } from "../../api/evaluationTypes"
import type { Model } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { clipCount, decimal } from "../../ui/words"
import { Answered } from "./Answered"
import { AverageButton } from "./AverageButton"
import { Changes } from "./Changes"
import { Differences } from "./Differences"
import { recordings } from "./FiguresCard"

interface CompareCardProps {
  readonly project: Project
  readonly model: Model
  readonly models: readonly Model[]
}

/** The other model is part of the address; unless it is named there, it is the one before. */
export function CompareCard({ project, model, models }: CompareCardProps) {
  const { with: asked } = useSearch({ strict: false })
  const navigate = useNavigate()
  const others = models.filter(({ id }) => id !== model.id)
  const chosen = others.find(({ id }) => String(id) === asked) ?? others.find(({ id }) => id === model.parent_id)
  const choose = (id: string) =>
    void navigate({ to: ".", replace: true, resetScroll: false, search: (before: Record<string, unknown>) => ({ ...before, with: id }) })
  return (
    <div className="card">
      <div className="row md-ct">
        <h3 className="grow"><Trans>Compare</Trans></h3>
        {others.length > 0 && (
          <select className="md-other" aria-label={t`Compare with`} value={chosen?.id ?? ""} onChange={({ currentTarget: { value } }) => choose(value)}>
            {!chosen && <option value="" disabled>{t`Choose a model`}</option>}
            {others.map(({ id, name }) => (
              <option key={id} value={id}>{name}</option>
            ))}
          </select>
        )}
      </div>
      {others.length === 0 ? (
        <p className="t2 md-pad"><Trans>Train again, for example after correcting labels: here you will see whether the new model is better, or only luckier.</Trans></p>
      ) : !chosen ? (
        <p className="t2 md-pad"><Trans>Choose another model to see whether one is better, or only luckier, on the clips that judged both.</Trans></p>
      ) : (
        <Beside project={project} model={model} models={models} other={chosen.id} />
      )}
    </div>
  )
}

function Beside({ project, model, models, other }: CompareCardProps & { other: number }) {
  const query = useQuery(comparisonQuery(project.id, model.id, other))
  return (
    <Answered query={query} height={200}>
      {(data) => {
        const [before, after] = [data.before_id, data.after_id].map((id) => models.find((one) => one.id === id))
        return before && after && <Both project={project} comparison={data} before={before} after={after} />
      }}
    </Answered>
  )
}

interface BothProps {
  readonly project: Project
  readonly comparison: Comparison
  readonly before: Model
  readonly after: Model
}

function Both({ project, comparison: data, before, after }: BothProps) {
  return (
    <>
      <p className="num md-said">{verdict(data, before, after)}</p>
      <Differences comparison={data} before={before} after={after} />
      <p className="md-hint t2 s12"><Trans>p: how likely as large a difference is by luck, from drawing the recordings again and again. Both together: the mean of what the two say.</Trans></p>
      <AverageButton project={project} models={[before, after]} />
      <div className="md-two md-pad">
        <Changes project={project} model={after} title={t`Right only by ${after.name}`} total={data.fixed} clips={data.fixed_clips} said="before" />
        <Changes project={project} model={after} title={t`Right only by ${before.name}`} total={data.broken} clips={data.broken_clips} said="after" />
      </div>
    </>
  )
}

/** Whether the difference in accuracy may be luck, in a sentence. */
function verdict({ clips, sources, figures, kappa, mcnemar_p: p }: Comparison, before: Model, after: Model): string {
  const on = t`${clipCount(clips)} of ${recordings(sources)} judged both.`
  const accuracy = figures.find(({ key }) => key === "accuracy")
  const sure = accuracy && accuracy.low !== null && accuracy.high !== null && (accuracy.low > 0 || accuracy.high < 0)
  const better = (accuracy?.difference ?? 0) > 0 ? after : before
  const told = sure ? t`${better.name} is more accurate, and hardly by luck.` : t`The difference in accuracy may be luck.`
  const alike = kappa === null ? "" : t`Agreement of the two beyond chance: kappa ${decimal(kappa, 2)}.`
  return `${on} ${told} ${t`McNemar's test over clips: p = ${decimal(p, 3)}.`} ${alike}`
}
