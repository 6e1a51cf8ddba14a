/** Asking where a model looked, and what is known of that. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconEye } from "@tabler/icons-react"
import type { Project } from "../../api/types"
import { JobProgress } from "../../ui/JobProgress"
import { may } from "../../ui/rights"
import type { Looking } from "./useLooking"

/** There where it is known, or where this person may have it found. */
export function LookButton({ project, looking: { state, on, toggle } }: { project: Project; looking: Looking }) {
  if (!state || (state.clips === 0 && !may(project, "train"))) return null
  return (
    <button type="button" className={on ? "btn sm on" : "btn sm"} aria-pressed={on} disabled={state.why_not !== null} title={state.why_not ?? undefined} onClick={toggle}>
      <IconEye size={16} stroke={1.6} aria-hidden />
      <Trans>Where it looked</Trans>
    </button>
  )
}

/** How far it is; then how to read it. */
export function LookingWords({ looking: { state } }: { looking: Looking }) {
  if (!state) return null
  if (state.clips === 0) return state.job && <div className="md-pad" role="status"><JobProgress job={state.job} /></div>
  return (
    <p className="md-hint t2 s12">
      <Trans>Light is what spoke for the class that the model said; the bars show when. Of each kind the surest clips were looked into.</Trans>
      {state.blind && <> {t`How the picture moves as a whole counts, too, but has no place in it.`}</>}
    </p>
  )
}
