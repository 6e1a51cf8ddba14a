/** Which network, in which size, and how it is trained: for those who choose themselves. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Select, TextInput } from "@mantine/core"
import type { ZooEntry } from "../../api/learningTypes"
import { NeedsChoice } from "./NeedsChoice"
import { RadioCard } from "./RadioCard"
import { parameters, regimeChoice } from "./runWords"
import { text } from "./training"
import type { Training } from "./useTraining"

export function HowChoice({ training }: { training: Training }) {
  const { entry, changed, change } = training
  return (
    <>
      <ModelChoice training={training} />
      {entry?.weights === "folder" && (
        <TextInput
          label={t`Folder`}
          description={t`Its name below the folder that the worker may read models from (CLIPLOOP_WEIGHTS), as save_pretrained wrote it.`}
          required
          value={text(changed.folder)}
          onChange={(event) => change({ options: { ...changed, folder: event.currentTarget.value } })}
        />
      )}
      <SizeChoice training={training} />
      <RegimeChoice training={training} />
      <NeedsChoice training={training} />
    </>
  )
}

function ModelChoice({ training: { zoo, entry, change } }: { training: Training }) {
  return (
    <Select
      label={t`Model`}
      classNames={{ label: "md-label" }}
      data={grouped(zoo)}
      searchable
      nothingFoundMessage={t`No model is called that.`}
      maxDropdownHeight={320}
      allowDeselect={false}
      value={entry?.key ?? null}
      // What was set of another network means nothing to this one.
      onChange={(key) => key !== null && change({ entry: key, options: undefined })}
      description={entry && `${entry.summary} ${begins(entry)}`}
      inputWrapperOrder={["label", "input", "description"]}
    />
  )
}

function SizeChoice({ training: { entry, preset, change } }: { training: Training }) {
  const size = entry?.presets.find(({ key }) => key === preset)
  if (!entry || !size || entry.presets.length < 2) return null
  return (
    <fieldset className="md-set">
      <legend><Trans>Size</Trans></legend>
      <span className="seg">
        {entry.presets.map(({ key }) => (
          <button key={key} type="button" className={key === preset ? "on" : ""} aria-pressed={key === preset} onClick={() => change({ preset: key, options: undefined })}>
            {key === "tiny" ? <Trans>Tiny</Trans> : <Trans>Full</Trans>}
          </button>
        ))}
      </span>
      <p className="t2 s12 md-size">
        {t`${parameters(size.parameters)}, sees ${size.frames} frames of ${size.size} × ${size.size} px of a clip.`}
        {size.key === "tiny" && ` ${t`For few clips, small things to tell apart, and machines without a GPU.`}`}
      </p>
    </fieldset>
  )
}

function RegimeChoice({ training: { regimes, entry, regime, change } }: { training: Training }) {
  return (
    <fieldset className="md-set">
      <legend><Trans>How to train</Trans></legend>
      {regimes
        .filter(({ key }) => entry?.regimes.includes(key))
        .map((each) => {
          const { title, about } = regimeChoice(each)
          return <RadioCard key={each.key} name="regime" checked={each.key === regime?.key} title={title} about={about} onChoose={() => change({ regime: each.key, options: undefined })} />
        })}
    </fieldset>
  )
}

/** The networks by family, each with its size. */
function grouped(zoo: readonly ZooEntry[]) {
  const families = [...new Set(zoo.map(({ family }) => family))]
  return families.map((family) => ({
    group: family,
    items: zoo.filter((one) => one.family === family).map((one) => ({ value: one.key, label: one.parameters > 0 ? `${one.name} · ${parameters(one.parameters)}` : one.name })),
  }))
}

/** What its weights are before it learns, and under which license. */
function begins({ weights, license }: ZooEntry): string {
  if (weights === "random") return t`Starts from nothing, or from weights that the operator brings. ${license}.`
  if (weights === "folder") return t`The license is that of its weights.`
  if (weights === "none") return t`Needs no weights. ${license}.`
  return t`Starts from weights that come with it. ${license}.`
}
