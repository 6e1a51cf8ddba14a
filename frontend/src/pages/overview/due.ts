/** What is due for a person in a project. */
import { plural, t } from "@lingui/core/macro"
import type { Overview } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"

export interface Due {
  readonly to: "data" | "next" | "review" | "train"
  readonly label: string
  readonly why: string
}

type Knows = Pick<Overview, "stages" | "mine" | "review" | "models">

/** One thing: what others wait for comes first, then training on what is complete, then labeling. */
export function dueFor(project: Pick<Project, "capabilities">, { stages, mine, review, models }: Knows, total: number): Due {
  if (total === 0) return may(project, "upload") ? { to: "data", label: t`Upload clips`, why: t`No clips yet.` } : { to: "data", label: t`Open data`, why: t`No clips yet.` }
  if (review > 0 && may(project, "review")) return { to: "review", label: t`Open review`, why: plural(review, { one: "# clip waits for you.", other: "# clips wait for you." }) }
  const complete = stages.complete ?? 0
  const learned = Math.max(0, ...models.map(({ labeled }) => labeled))
  if (may(project, "train") && complete > 0 && complete >= learned * 1.25) {
    return { to: "train", label: t`Train model`, why: learned > 0 ? plural(complete - learned, { one: "# clip more than the models know.", other: "# clips more than the models know." }) : plural(complete, { one: "# clip to learn from.", other: "# clips to learn from." }) }
  }
  const open = (stages.dataset ?? 0) + (stages.annotate ?? 0)
  if (may(project, "annotate") && open > 0) return { to: "next", label: t`Label next clip`, why: mine > 0 ? plural(mine, { one: "# clip for you.", other: "# clips for you." }) : "" }
  return { to: "data", label: t`Open data`, why: "" }
}
