/** What the first dataset will have; it is made with the first upload. */
import type { Stage } from "../../api/types"

export const FIRST_STAGES: readonly Stage[] = [
  { id: "dataset", kind: "dataset", name: "Dataset" },
  { id: "annotate", kind: "annotate", name: "Annotate" },
  { id: "review", kind: "review", name: "Review" },
  { id: "complete", kind: "complete", name: "Complete" },
]
