/** When to start: now, at a time, or once enough is labeled. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { NumberField } from "./NumberField"
import type { Training } from "./useTraining"

const TONIGHT_HOUR = 22
const MORE = 50
const MOST = 1_000_000

export function StartChoice({ training: { at, more, isAll, change } }: { training: Training }) {
  const starts = at ? "at" : more === null ? "now" : "more"
  return (
    <fieldset className="md-set">
      <legend><Trans>Start</Trans></legend>
      <div className="row md-start">
        <span className="seg">
          <Way on={starts === "now"} name={t`Now`} onChoose={() => change({ at: null, more: null })} />
          <Way on={starts === "at"} name={t`At a time`} onChoose={() => change({ at: tonight(new Date()), more: null })} />
          {!isAll && <Way on={starts === "more"} name={t`After more labels`} onChoose={() => change({ at: null, more: MORE })} />}
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
      {more !== null && (
        <NumberField
          label={t`Clips to be labeled first`}
          hint={t`Counted from what the last model of this kind learned from; before the first, from now.`}
          whole
          low={1}
          high={MOST}
          value={more}
          onChange={(value) => change({ more: value ?? MORE })}
        />
      )}
      {starts !== "now" && <Labels isAll={isAll} />}
    </fieldset>
  )
}

/** Which labels it learns from. Several are planned on the same ones, so those of now. */
function Labels({ isAll }: { isAll: boolean }) {
  return (
    <p className="t3 s12">
      {isAll ? (
        <Trans>It learns from the labels as they are now. What is labeled until then is for the next training.</Trans>
      ) : (
        <Trans>It learns from the labels as they are then. If it cannot start, Models says why.</Trans>
      )}
    </p>
  )
}

function Way({ on, name, onChoose }: { on: boolean; name: string; onChoose: () => void }) {
  return (
    <button type="button" className={on ? "on" : ""} aria-pressed={on} onClick={onChoose}>
      {name}
    </button>
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
