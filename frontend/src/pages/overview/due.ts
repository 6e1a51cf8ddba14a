/** What is due for a person in a project. */
import type { Overview } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { may } from "../../ui/rights"
import { counted } from "../../ui/words"

export interface Due {
  readonly to: "data" | "next" | "review" | "train"
  readonly label: string
  readonly why: string
}

type Knows = Pick<Overview, "stages" | "mine" | "review" | "models">

/** One thing: what others wait for comes first, then training on what is complete, then labeling. */
export function dueFor(project: Pick<Project, "capabilities">, { stages, mine, review, models }: Knows, total: number): Due {
  if (total === 0) return may(project, "upload") ? { to: "data", label: "Upload clips", why: "No clips yet." } : { to: "data", label: "Open data", why: "No clips yet." }
  if (review > 0 && may(project, "review")) return { to: "review", label: "Open review", why: `${counted(review, "clip")} wait for you.` }
  const complete = stages.complete ?? 0
  const learned = Math.max(0, ...models.map(({ labeled }) => labeled))
  if (may(project, "train") && complete > 0 && complete >= learned * 1.25) {
    return { to: "train", label: "Train model", why: learned > 0 ? `${counted(complete - learned, "clip")} more than the models know.` : `${counted(complete, "clip")} to learn from.` }
  }
  const open = (stages.dataset ?? 0) + (stages.annotate ?? 0)
  if (may(project, "annotate") && open > 0) return { to: "next", label: "Label next clip", why: mine > 0 ? `${counted(mine, "clip")} for you.` : "" }
  return { to: "data", label: "Open data", why: "" }
}
