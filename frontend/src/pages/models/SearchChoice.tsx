/** Whether the best options are looked for, and how long. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Checkbox } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { optionsQuery } from "../../api/learningQueries"
import type { TrainOption } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { NumberField } from "./NumberField"
import type { Training } from "./useTraining"

const USUAL = { trials: 20, minutes: 60 } as const
const MOST_TRIALS = 200
const MOST_MINUTES = 7 * 24 * 60

export function SearchChoice({ project, training }: { project: Project; training: Training }) {
  const { entry, regime, preset, changed, asked, change } = training
  const way = { entry: entry?.key ?? "", regime: regime?.key ?? "", preset }
  const { data } = useQuery({ ...optionsQuery(project.id, way), enabled: entry !== undefined && regime !== undefined })
  const varied = data?.filter((one) => one.varied && !(one.key in changed)) ?? []
  const search = asked.search
  if (varied.length === 0 && search === null) return null
  return (
    <div className="md-search">
      <Checkbox
        label={t`Search for the best options`}
        description={t`Trains again and again with other options. The clips set apart for tuning choose; those that judge are not asked.`}
        checked={search !== null}
        onChange={(event) => change({ search: event.currentTarget.checked ? USUAL : null })}
      />
      {search && (
        <div className="md-budget">
          <NumberField label={t`Trials`} whole low={2} high={MOST_TRIALS} value={search.trials} onChange={(trials) => change({ search: { ...search, trials: trials ?? USUAL.trials } })} />
          <NumberField label={t`Minutes at most`} whole low={1} high={MOST_MINUTES} value={search.minutes} onChange={(minutes) => change({ search: { ...search, minutes: minutes ?? USUAL.minutes } })} />
          <Varied varied={varied} />
        </div>
      )}
    </div>
  )
}

function Varied({ varied }: { varied: readonly TrainOption[] }) {
  return (
    <p className="t3 s12">
      <Trans>Varied:</Trans>{" "}
      {varied.map(({ key, summary }, at) => (
        <span key={key} title={summary}>
          {at > 0 && ", "}
          <code>{key}</code>
        </span>
      ))}
      . <Trans>What you set under More options stays.</Trans>
    </p>
  )
}
