/** One field for a property's value, by what kind it is. */
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import type { Property, Value } from "../editor-core/types"

interface Props {
  readonly property: Property
  readonly value: Value
  readonly say: (value: Value) => void
  readonly problem: boolean
  readonly describedBy: string | undefined
}

export function PropertyInput(props: Props) {
  const { property } = props
  if (property.kind === "choice") return <Choice {...props} />
  if (property.kind === "choices") return <Choices {...props} />
  return <Typed key={property.kind} {...props} />
}

function Choice({ property, value, say, problem, describedBy }: Props) {
  return (
    <select
      className="ws-field"
      aria-label={property.name}
      aria-invalid={problem}
      aria-describedby={describedBy}
      value={typeof value === "string" ? value : ""}
      onChange={(event) => say(event.target.value || null)}
    >
      <option value=""><Trans>Not said</Trans></option>
      {property.options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}

function Choices({ property, value, say, describedBy }: Props) {
  const chosen = Array.isArray(value) ? value.map(String) : []
  const flip = (option: string) =>
    say(property.options.filter((one) => (one === option ? !chosen.includes(one) : chosen.includes(one))))
  return (
    <span className="ws-choices" role="group" aria-label={property.name} aria-describedby={describedBy}>
      {property.options.map((option) => (
        <button
          key={option}
          type="button"
          className={chosen.includes(option) ? "on" : ""}
          aria-pressed={chosen.includes(option)}
          onClick={() => flip(option)}
        >
          {option}
        </button>
      ))}
    </span>
  )
}

/** Text or a number: Enter or leaving takes what was typed, Esc does not. */
function Typed({ property, value, say, problem, describedBy }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const leave = () => {
    setTyped(null)
    if (typed === null) return
    const next = property.kind === "number" && typed.trim() !== "" ? Number(typed.replace(",", ".")) : typed.trim() || null
    if (next !== value && !(typeof next === "number" && !Number.isFinite(next))) say(next)
  }
  return (
    <input
      className="ws-field"
      aria-label={property.name}
      aria-invalid={problem}
      aria-describedby={describedBy}
      inputMode={property.kind === "number" ? "decimal" : "text"}
      value={typed ?? (value === null ? "" : String(value))}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur()
        if (event.key === "Escape") setTyped(null)
      }}
    />
  )
}
