/** Work on the clip that came too late: a reviewer looks at it on the picture, and applies or dismisses it. */
import { t } from "@lingui/core/macro"
import { useQueryClient } from "@tanstack/react-query"
import { changesQuery } from "../../api/learningQueries"
import { type Decision, type Look, SuggestionList } from "../../editor/SuggestionList"
import type { Change } from "../../editor-core/types"
import { may } from "../../ui/rights"
import { say, sayProblem } from "../../ui/toasts"
import { useSuggestions, whyNotDecided } from "../workspace/useSuggestions"
import { looked, type Review } from "./useReview"

const LOOK: Look = {
  head: { className: "row rv-title" },
  title: { className: "grow" },
  button: { className: "btn sm" },
  ghost: { className: "btn ghost sm" },
  link: { className: "rv-frame" },
  dim: { className: "t2 s12" },
  field: { className: "field" },
}

export function Suggestions({ review }: { review: Review }) {
  const { project, item, changes, view, set, player } = review
  const client = useQueryClient()
  const { edits, decide } = useSuggestions(project.id, item.id)
  const now = { records: new Map(changes.after.map((record) => [record.id, record])), skips: changes.skips_after }
  const open = edits.filter(({ verdict }) => verdict === null)
  const show = (proposed: readonly Change[]) => {
    set({ proposed, mode: "changes" })
    const [first] = proposed.length > 0 ? looked({ ...review, view: { ...view, proposed } }).differences : []
    if (first) player.seek(first.frame)
  }
  const answer = async (decision: Decision) => {
    try {
      await decide(decision)
      say(decision.verdict === "apply" ? t`Applied. It can be taken back among the changes` : t`Dismissed`)
    } catch (error) {
      sayProblem(new Error(whyNotDecided(error)))
    }
    await client.invalidateQueries({ queryKey: changesQuery(project.id, item.id).queryKey })
  }
  return (
    <SuggestionList
      look={LOOK}
      note={t`Came too late`}
      edits={open}
      classes={project.classes}
      now={now}
      shown={view.proposed}
      show={show}
      decide={may(project, "review") ? (decision) => void answer(decision) : undefined}
    />
  )
}
