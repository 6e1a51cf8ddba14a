/** Which rounds people check before they are kept. */
import { t } from "@lingui/core/macro"
import { Select } from "@mantine/core"
import type { CheckWhen } from "../../api/learningTypes"

export function CheckChoice({ check, onChange }: { check: CheckWhen; onChange: (check: CheckWhen) => void }) {
  const data: { value: CheckWhen; label: string }[] = [
    { value: "few", label: t`Where few clips judge it` },
    { value: "always", label: t`Always` },
    { value: "never", label: t`Never` },
  ]
  return (
    <Select
      label={t`Checked by people`}
      description={t`Some of its clips are labeled by people who do not see what the model says, and it is kept only if it was right. Where few clips judge a round, wrong labels may pass unseen without that.`}
      data={data}
      value={check}
      allowDeselect={false}
      onChange={(value) => onChange(data.find((one) => one.value === value)?.value ?? "few")}
    />
  )
}
