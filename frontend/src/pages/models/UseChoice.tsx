/** What the model is wanted for: a use picks network and way; whoever knows better chooses themselves. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { RadioCard } from "./RadioCard"
import { choiceOfUse } from "./runWords"
import { ALL, without } from "./training"
import type { Training } from "./useTraining"

export function UseChoice({ training: { isLoaded, uses, use, isAll, entry, regime, preset, asked, change } }: { training: Training }) {
  const own = () => change({ use: null, entry: entry?.key, regime: regime?.key, preset, options: without(asked.options, "preset") })
  return (
    <fieldset className="md-set">
      <legend><Trans>What it is for</Trans></legend>
      {uses.map((each) => (
        <RadioCard key={each.key} name="use" checked={each === use && !isAll} title={choiceOfUse(each).title} about={choiceOfUse(each).about} onChoose={() => change({ use: each.key, options: undefined })}>
          {each === use && !isAll && entry && <span className="md-picks">{entry.name}</span>}
        </RadioCard>
      ))}
      {uses.length > 1 && (
        <RadioCard name="use" checked={isAll} title={t`Compare them`} about={t`Trains one of each on the same split. The report then says which is worth its time here`} onChoose={() => change({ use: ALL, options: undefined })} />
      )}
      <RadioCard name="use" checked={isLoaded && use === undefined} title={t`Your own choice`} about={t`Choose the network and the way to train it`} onChoose={own} />
    </fieldset>
  )
}
