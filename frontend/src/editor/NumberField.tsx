/** A number that can be typed over. */
import { useState } from "react"

interface Props {
  readonly name: string
  readonly label?: string
  readonly value: number
  readonly commit: (value: number) => void
}

/** Shows whole numbers; Enter or leaving takes what was typed, Esc does not. */
export function NumberField({ name, label, value, commit }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const leave = () => {
    const number = typed === null || typed.trim() === "" ? Number.NaN : Number(typed)
    setTyped(null)
    if (Number.isFinite(number) && number !== Math.round(value)) commit(number)
  }
  return (
    <label className="ws-number">
      <i>{name}</i>
      <input
        aria-label={label ?? name}
        inputMode="decimal"
        value={typed ?? String(Math.round(value))}
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
