/** What the first dataset will have; it is made with the first upload. */
import type { Stage } from "../../api/types"

const KINDS = ["dataset", "annotate", "review", "complete"] as const

export const FIRST_STAGES: readonly Stage[] = KINDS.map((kind) => ({ id: kind, kind, name: kind }))
