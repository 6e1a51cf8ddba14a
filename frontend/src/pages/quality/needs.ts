/** Which of the needs of a training can be told of. */
import type { Need } from "../../api/qualityTypes"

/** Before every class has a label nothing is known of the recordings that they are on, and each class that lacks them is named once. */
export function tellable(needs: readonly Need[]): readonly Need[] {
  const lacks = (key: Need["key"]) => needs.some((need) => need.key === key && !need.ok)
  const unlabeled = lacks("classes") || lacks("empty")
  return needs.filter(({ key, ok }) => {
    if (key === "sources") return !unlabeled || !ok
    if (key === "split" || key === "labels") return !unlabeled
    return key !== "judged" || (!unlabeled && !lacks("split"))
  })
}
