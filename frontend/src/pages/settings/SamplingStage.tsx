/** A stage that draws some of its clips for people to look at. */
import { t } from "@lingui/core/macro"
import { NumberInput } from "@mantine/core"
import { StageForm, type StageProps } from "./StageForm"

const MOST_SEED = 2 ** 31 - 1

export function SamplingStage(props: StageProps) {
  return (
    <StageForm
      {...props}
      fields={(values, set) => (
        <>
          <NumberInput
            label={t`Looked at by people`}
            description={t`Of the clips that the model is sure of. The others are complete.`}
            suffix=" %"
            min={0}
            max={100}
            decimalScale={2}
            value={Math.round((values.share ?? 0) * 10_000) / 100}
            onChange={(value) => typeof value === "number" && set({ share: value / 100 })}
          />
          <NumberInput
            label={t`Seed`}
            description={t`The same seed draws the same clips.`}
            min={0}
            max={MOST_SEED}
            allowDecimal={false}
            value={values.seed ?? 0}
            onChange={(value) => typeof value === "number" && set({ seed: value })}
          />
        </>
      )}
    />
  )
}
