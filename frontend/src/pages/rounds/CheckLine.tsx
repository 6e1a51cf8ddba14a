/** The check of a round by people: the way to its clips, and how far it is. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { Link } from "@tanstack/react-router"
import type { Check } from "../../api/learningTypes"
import type { Project } from "../../api/types"
import { ProgressBar } from "../../ui/parts"
import { may } from "../../ui/rights"
import { count } from "../../ui/words"

export function CheckLine({ project, check: { asked, done } }: { project: Project; check: Check }) {
  const left = asked - done
  const told = t`${count(done)} of ${count(asked)} checked`
  return (
    <div className="row rd-check">
      <span className="num b5">{told}</span>
      <ProgressBar share={asked > 0 ? done / asked : 1} label={told} />
      {left > 0 && may(project, "annotate") && (
        <Link to="/p/$project/feeds/$kind" params={{ project: String(project.id), kind: "check" }} className="btn pri sm">
          {plural(left, { one: "Check # clip", other: "Check # clips" })}
        </Link>
      )}
      <p className="t2 s12">
        <Trans>People label these clips without seeing what the model says. The round is kept only if it was right.</Trans>
      </p>
    </div>
  )
}
