/** What is told of a way to order queues. */
import { t } from "@lingui/core/macro"
import type { Strategy } from "../../api/types"

/** When to choose it, whose it is, what it reads, and what stays whatever is chosen. */
export function strategyWords({ summary, paper, needs }: Strategy): string {
  const parts = [paper ? `${summary} ${paper}.` : summary]
  if (needs.includes("model") && needs.includes("vectors")) parts.push(t`Needs a model and vectors; the default orders until then.`)
  else if (needs.includes("model")) parts.push(t`Needs a model; the default orders until there is one.`)
  else if (needs.includes("vectors")) parts.push(t`Needs vectors; the default orders until they are there.`)
  parts.push(t`A tenth is drawn by chance always.`)
  return parts.join(" ")
}
