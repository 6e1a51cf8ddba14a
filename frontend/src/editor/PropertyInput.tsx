/** One field for a property's value, by what kind it is. */
import { Trans } from "@lingui/react/macro"
import type { Property, Value } from "../editor-core/types"
import { useTyped } from "./useTyped"

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
  const typed = useTyped(value === null ? "" : String(value), (said) => {
    const text = said.trim()
    const next = property.kind === "number" && text !== "" ? Number(text.replace(",", ".")) : text || null
    if (next !== value && !(typeof next === "number" && !Number.isFinite(next))) say(next)
  })
  return (
    <input
      {...typed}
      className="ws-field"
      aria-label={property.name}
      aria-invalid={problem}
      aria-describedby={describedBy}
      inputMode={property.kind === "number" ? "decimal" : "text"}
    />
  )
}
