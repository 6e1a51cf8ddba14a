/** Rounds of pseudo-labels: what each added, whether it helped, and taking it back. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconStack2 } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { modelsQuery, roundsQuery, seriesQuery } from "../../api/learningQueries"
import { obstacle } from "../../api/problem"
import type { Project } from "../../api/types"
import { EmptyState, PageHeader, Skeleton } from "../../ui/parts"
import { ProblemState } from "../../ui/Problem"
import { may } from "../../ui/rights"
import { useProject } from "../shell/useProject"
import { RollBackAll } from "./RollBackAll"
import { RoundCard } from "./RoundCard"
import { SeriesCard, told } from "./SeriesCard"
import { StartRound } from "./StartRound"
import "./rounds.css"

export function RoundsPage() {
  const project = useProject()
  const rounds = useQuery(roundsQuery(project.id))
  const models = useQuery(modelsQuery(project.id))
  const problem = obstacle(rounds, models)
  const list = rounds.data?.results
  const going = useQuery(seriesQuery(project.id)).data?.results[0]
  const kept = list?.filter(({ state }) => state === "kept").length ?? 0
  return (
    <>
      <PageHeader title={t`Rounds`} {...(list ? { note: plural(list.length, { one: "# round", other: "# rounds" }) } : {})}>
        <Link to="/p/$project/models" params={{ project: String(project.id) }} className="btn">
          <Trans>Models</Trans>
        </Link>
        {may(project, "train") && kept > 1 && <RollBackAll project={project} kept={kept} />}
        {may(project, "train") && models.data && models.data.results.length > 0 && <StartRound project={project} models={models.data.results} />}
      </PageHeader>
      <div className="body">
        {problem ? (
          <ProblemState error={problem} retry={() => void Promise.all([rounds.refetch(), models.refetch()])} />
        ) : !list || !models.data ? (
          <div className="rd-list" aria-busy="true">
            <Skeleton height={220} />
            <Skeleton height={220} />
          </div>
        ) : list.length === 0 && !going ? (
          <NoRounds project={project} trained={models.data.results.length > 0} />
        ) : (
          <div className="rd-list">
            {going && told(going, list) && <SeriesCard project={project} series={going} next={list.length + 1} waiting={list.find(({ state, series_id }) => state === "checking" && series_id === going.id)} />}
            {list.map((round, at) => (
              <RoundCard key={round.id} project={project} round={round} models={models.data.results} next={at === 0 && going?.stop !== ""} />
            ))}
          </div>
        )}
      </div>
    </>
  )
}

function NoRounds({ project, trained }: { project: Project; trained: boolean }) {
  return (
    <EmptyState
      icon={<IconStack2 size={24} stroke={1.6} />}
      title={t`No rounds yet`}
      action={
        !trained && (
          <Link to="/p/$project/models" params={{ project: String(project.id) }} search={{ train: "1" }} className="btn">
            <Trans>Train model</Trans>
          </Link>
        )
      }
    >
      <Trans>
        A round takes a model’s surest labels, at half the weight of people’s, and trains on them too. It is kept only if the model does not get worse
        on clips it never learned from.
      </Trans>{" "}
      {!trained && <Trans>It needs a model first.</Trans>}
    </EmptyState>
  )
}
