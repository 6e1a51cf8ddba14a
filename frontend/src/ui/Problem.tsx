/** What went wrong, in words, and the way out. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconAlertTriangle } from "@tabler/icons-react"
import { sentenceOf } from "../api/problem"
import { EmptyState } from "./parts"

/** A note inside a form or a dialog. */
export function ProblemNote({ error }: { error: unknown }) {
  if (!error) return null
  return (
    <p className="note" role="alert">
      <IconAlertTriangle size={16} stroke={1.6} className="i" aria-hidden />
      <span>{sentenceOf(error)}</span>
    </p>
  )
}

/** Instead of what could not be loaded. */
export function ProblemState({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <EmptyState
      icon={<IconAlertTriangle size={24} stroke={1.6} />}
      title={t`This could not be loaded`}
      action={
        <button type="button" className="btn" onClick={retry}>
          <Trans>Try again</Trans>
        </button>
      }
    >
      {sentenceOf(error)}
    </EmptyState>
  )
}
