/** One option of a training, as the server describes it. */
import { t } from "@lingui/core/macro"
import { Checkbox, Select, TextInput } from "@mantine/core"
import type { TrainOption } from "../../api/learningTypes"
import type { LabelClass } from "../../api/types"
import { NumberField } from "./NumberField"
import { PairsField } from "./PairsField"

interface Props {
  readonly option: TrainOption
  readonly value: unknown
  readonly classes: readonly LabelClass[]
  /** Undefined: as it is if nobody says. */
  readonly onChange: (value: unknown) => void
}

export function OptionField({ option, value, classes, onChange }: Props) {
  const { key, kind, summary, low, high, choices } = option
  const label = (
    <>
      {summary} <code className="md-key">{key}</code>
    </>
  )
  const said = (next: unknown) => onChange(next === option.default ? undefined : next)
  switch (kind) {
    case "flag":
      return <Checkbox label={label} checked={value === true} onChange={(event) => said(event.currentTarget.checked)} />
    case "choice":
      return (
        <Select
          label={label}
          data={choices.map((one) => ({ value: one, label: one || t`by itself` }))}
          value={String(value)}
          allowDeselect={false}
          onChange={(next) => said(next ?? undefined)}
        />
      )
    case "text":
      return <TextInput label={label} value={String(value)} onChange={(event) => said(event.currentTarget.value)} />
    case "pairs":
      return <PairsField label={summary} name={key} value={(value as [number, number][] | undefined) ?? []} classes={classes} onChange={(pairs) => onChange(pairs.length > 0 ? pairs : undefined)} />
    default:
      return <NumberField label={summary} name={key} whole={kind === "whole"} low={low ?? 0} high={high ?? 0} value={Number(value)} onChange={said} />
  }
}
