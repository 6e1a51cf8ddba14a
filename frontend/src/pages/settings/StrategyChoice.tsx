/** Which clip is labeled next: the default, or another way to order queues. */
import { t } from "@lingui/core/macro"
import { Select } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { strategiesQuery } from "../../api/queries"
import type { Strategy } from "../../api/types"
import { strategyWords } from "./strategyWords"

interface StrategyChoiceProps {
  readonly projectId: number
  readonly name: Strategy["name"]
  readonly onName: (name: Strategy["name"]) => void
}

export function StrategyChoice({ projectId, name, onName }: StrategyChoiceProps) {
  const offered = useQuery(strategiesQuery(projectId)).data?.strategies ?? []
  const shown = offered.find((one) => one.name === name)
  return (
    <Select
      label={t`Which clip is labeled next`}
      description={shown ? strategyWords(shown) : " "}
      data={offered.map((one) => ({ value: one.name, label: one.name === "mix" ? t`Default` : one.title }))}
      value={name}
      allowDeselect={false}
      disabled={offered.length === 0}
      onChange={(value) => {
        const found = offered.find((one) => one.name === value)
        if (found) onName(found.name)
      }}
    />
  )
}
