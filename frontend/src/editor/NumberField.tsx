/** A number that can be typed over. */
import { useState } from "react"

interface Props {
  readonly name: string
  readonly label?: string
  /** Null where there is none yet. */
  readonly value: number | null
  readonly commit: (value: number) => void
  /** What emptying the field does; nothing, where left out. */
  readonly clear?: () => void
}

/** Shows whole numbers; Enter or leaving takes what was typed, Esc does not. */
export function NumberField({ name, label, value, commit, clear }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const whole = value === null ? null : Math.round(value)
  const leave = () => {
    const text = typed?.trim()
    setTyped(null)
    if (text === "" && whole !== null) clear?.()
    const number = text ? Number(text) : Number.NaN
    if (Number.isFinite(number) && number !== whole) commit(number)
  }
  return (
    <label className="ws-number">
      <i>{name}</i>
      <input
        aria-label={label ?? name}
        inputMode="decimal"
        value={typed ?? whole ?? ""}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur()
          if (event.key === "Escape") setTyped(null)
        }}
      />
    </label>
  )
}
