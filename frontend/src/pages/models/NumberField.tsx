/** A number within its range; emptied, it is what it is if nobody says. */
import { t } from "@lingui/core/macro"
import { useId, useState } from "react"
import { decimal } from "../../ui/words"

interface Props {
  readonly label: string
  readonly hint?: string
  readonly name?: string
  readonly whole?: boolean
  readonly low: number
  readonly high: number
  readonly value: number
  readonly onChange: (value: number | undefined) => void
}

/** Beyond it a bound is none that a person would come near. */
const FAR = 1e6

export function NumberField({ label, hint, name, whole = false, low, high, value, onChange }: Props) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const number = typed === null ? value : Number(typed)
  const isOut = typed !== null && typed !== "" && (!Number.isFinite(number) || number < low || number > high || (whole && !Number.isInteger(number)))
  const range = high > FAR ? t`from ${short(low)}` : t`${short(low)} to ${short(high)}`
  return (
    <div className="md-field md-number">
      <label htmlFor={id}>
        {label} {name && <code className="md-key">{name}</code>}
      </label>
      <input
        id={id}
        className="md-input num"
        type="number"
        inputMode={whole ? "numeric" : "decimal"}
        min={low}
        max={high > FAR ? undefined : high}
        step={whole ? 1 : "any"}
        aria-invalid={isOut || undefined}
        aria-describedby={`${id}-hint`}
        value={typed ?? String(value)}
        onChange={(event) => {
          const text = event.currentTarget.value
          setTyped(text)
          const next = Number(text)
          if (text === "") onChange(undefined)
          else if (Number.isFinite(next) && next >= low && next <= high && (!whole || Number.isInteger(next))) onChange(next)
        }}
        onBlur={() => setTyped(null)}
      />
      <span id={`${id}-hint`} className={isOut ? "s12 bad" : "t3 s12"}>
        {isOut ? (whole ? t`A whole number, ${range}` : t`A number, ${range}`) : (hint ?? range)}
      </span>
    </div>
  )
}

function short(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(0) : decimal(value, Number.isInteger(value) ? 0 : 4)
}
