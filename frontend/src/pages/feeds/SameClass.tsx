/** Whether a clip and the example that it is like are of one class, as far as their likeness tells. */
import { plural, t } from "@lingui/core/macro"
import { IconEqual } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { sameClassQuery } from "../../api/feedQueries"
import type { FeedCard, Verdict } from "../../api/feedTypes"
import type { Project } from "../../api/types"
import { sentenceOf } from "../../api/problem"
import { percent } from "../../ui/words"

/** Whether that can be asked of a card. */
export function isComparable({ code, beside }: FeedCard): boolean {
  return code === "similar" && beside !== null
}

export function SameClassButton({ card: { item }, pressed, onPress }: { card: FeedCard; pressed: boolean; onPress: () => void }) {
  return (
    <button type="button" className="icb sm fd-same" aria-pressed={pressed} aria-label={t`Is ${item.name} of the class of the example?`} title={t`Same class?`} onClick={onPress}>
      <IconEqual size={16} stroke={1.6} aria-hidden />
    </button>
  )
}

export function SameClass({ project, card: { item, beside } }: { project: Project; card: FeedCard }) {
  const { data, error } = useQuery(sameClassQuery(project.id, item.id, beside?.id ?? 0))
  return (
    <p className="fd-verified s12" role="status" aria-busy={!data && !error}>
      {error ? sentenceOf(error) : data ? sentence(data) : t`Comparing`}
    </p>
  )
}

/** The answer, and how often such answers were right. */
export function sentence({ same, accuracy, low, high, recordings }: Verdict): string {
  if (same === null || accuracy === null || low === null || high === null) return t`Too few labels to tell. Label clips of two classes from more recordings.`
  const range = `${percent(low)}–${percent(high)}`
  const [right, known] = [percent(accuracy), plural(recordings, { one: "# recording", other: "# recordings" })]
  return same ? t`Likely the same class. Such answers were right ${right} of the time (${range}, ${known}).` : t`Likely another class. Such answers were right ${right} of the time (${range}, ${known}).`
}
