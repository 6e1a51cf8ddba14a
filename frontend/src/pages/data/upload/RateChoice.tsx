/** Frames to keep of each second: native, some usual numbers, or one's own. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import { RATES } from "./queue"

const MOST = 240

export function RateChoice({ rate, onRate }: { rate: string; onRate: (rate: string) => void }) {
  const usual = (RATES as readonly string[]).includes(rate)
  const [custom, setCustom] = useState(!usual)
  return (
    <div className="row fps">
      <span className="t2" id="frames-to-keep">
        <Trans>Frames to keep</Trans>
      </span>
      <span className="grow" />
      <span className="seg num" role="group" aria-labelledby="frames-to-keep">
        {RATES.map((choice) => (
          <button
            key={choice}
            type="button"
            className={!custom && rate === choice ? "on" : ""}
            aria-pressed={!custom && rate === choice}
            onClick={() => {
              setCustom(false)
              onRate(choice)
            }}
          >
            {choice === "native" ? t`Native` : choice}
          </button>
        ))}
        <button type="button" className={custom ? "on" : ""} aria-pressed={custom} aria-label={t`Custom`} title={t`Custom`} onClick={() => setCustom(true)}>
          …
        </button>
      </span>
      {custom && <CustomRate rate={rate} onRate={onRate} />}
    </div>
  )
}

function CustomRate({ rate, onRate }: { rate: string; onRate: (rate: string) => void }) {
  const [text, setText] = useState(rate === "native" ? "" : rate)
  const take = (value: string) => {
    setText(value)
    const number = Number(value)
    if (number > 0 && number <= MOST) onRate(String(number))
  }
  return (
    <input
      className="fps-custom num"
      type="number"
      min={0.1}
      max={MOST}
      step="any"
      aria-label={t`Frames per second`}
      placeholder="fps"
      value={text}
      onChange={(event) => take(event.currentTarget.value)}
    />
  )
}
