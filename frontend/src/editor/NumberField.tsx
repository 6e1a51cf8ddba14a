/** A number that can be typed over. */
import { useTyped } from "./useTyped"

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
  const whole = value === null ? null : Math.round(value)
  const typed = useTyped(String(whole ?? ""), (said) => {
    const text = said.trim().replace(",", ".")
    const number = text === "" ? Number.NaN : Number(text)
    if (text === "" && whole !== null) clear?.()
    if (Number.isFinite(number) && number !== whole) commit(number)
  })
  return (
    <label className="ws-number">
      <i>{name}</i>
      <input {...typed} aria-label={label ?? name} inputMode="decimal" onFocus={(event) => event.currentTarget.select()} />
    </label>
  )
}
