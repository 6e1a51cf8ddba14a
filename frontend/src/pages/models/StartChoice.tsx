/** When to start. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { Training } from "./useTraining"

const TONIGHT_HOUR = 22

export function StartChoice({ training: { at, change } }: { training: Training }) {
  return (
    <fieldset className="md-set">
      <legend><Trans>Start</Trans></legend>
      <div className="row">
        <span className="seg">
          <button type="button" className={at ? "" : "on"} aria-pressed={!at} onClick={() => change({ at: null })}>
            <Trans>Now</Trans>
          </button>
          <button type="button" className={at ? "on" : ""} aria-pressed={at !== null} onClick={() => change({ at: tonight(new Date()) })}>
            <Trans>At a time</Trans>
          </button>
        </span>
        {at && (
          <input
            type="datetime-local"
            className="md-input"
            aria-label={t`Start at`}
            value={localText(at)}
            min={localText(new Date())}
            onChange={(event) => {
              const chosen = new Date(event.currentTarget.value)
              if (!Number.isNaN(chosen.getTime())) change({ at: chosen })
            }}
          />
        )}
      </div>
      {at && <p className="t3 s12"><Trans>It learns from the labels as they are now. What is labeled until then is for the next training.</Trans></p>}
    </fieldset>
  )
}

/** Ten in the evening; past that, of tomorrow. */
function tonight(now: Date): Date {
  const at = new Date(now)
  at.setHours(TONIGHT_HOUR, 0, 0, 0)
  if (at <= now) at.setDate(at.getDate() + 1)
  return at
}

/** A moment as the field takes it: local, without a zone. */
function localText(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
