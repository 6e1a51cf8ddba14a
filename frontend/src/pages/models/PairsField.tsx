/** Pairs of classes, such as left and right, each class in one of them. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconX } from "@tabler/icons-react"
import { useState } from "react"
import type { LabelClass } from "../../api/types"

interface Props {
  readonly label: string
  readonly name: string
  readonly value: readonly (readonly [number, number])[]
  readonly classes: readonly LabelClass[]
  readonly onChange: (pairs: (readonly [number, number])[]) => void
}

export function PairsField({ label, name, value, classes, onChange }: Props) {
  const free = classes.filter(({ id }) => !value.some((pair) => pair.includes(id)))
  const called = (id: number) => classes.find((one) => one.id === id)?.name ?? "?"
  return (
    <fieldset className="md-set md-field">
      <legend>
        {label} <code className="md-key">{name}</code>
      </legend>
      <ul className="md-pairs">
        {value.map(([left, right]) => (
          <li key={left} className="row">
            <span>{t`${called(left)} and ${called(right)}`}</span>
            <button type="button" className="btn ghost sm" aria-label={t`Take ${called(left)} and ${called(right)} apart`} onClick={() => onChange(value.filter(([one]) => one !== left))}>
              <IconX size={14} stroke={1.6} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {free.length > 1 && <NewPair free={free} onPair={(pair) => onChange([...value, pair])} />}
      {classes.length < 2 && <span className="t3 s12"><Trans>For two classes or more.</Trans></span>}
    </fieldset>
  )
}

function NewPair({ free, onPair }: { free: readonly LabelClass[]; onPair: (pair: readonly [number, number]) => void }) {
  const [first, setFirst] = useState<number | null>(null)
  const others = free.filter(({ id }) => id !== first)
  const close = (second: number) => {
    if (first === null || !second) return
    onPair([first, second])
    setFirst(null)
  }
  return (
    <div className="row">
      <select className="md-input" aria-label={t`One class of a pair`} value={first ?? ""} onChange={(event) => setFirst(Number(event.currentTarget.value) || null)}>
        <option value="">{t`One class`}</option>
        {free.map((one) => (
          <option key={one.id} value={one.id}>{one.name}</option>
        ))}
      </select>
      <select className="md-input" aria-label={t`The other class of the pair`} disabled={first === null} value="" onChange={(event) => close(Number(event.currentTarget.value))}>
        <option value="">{t`and the other`}</option>
        {others.map((one) => (
          <option key={one.id} value={one.id}>{one.name}</option>
        ))}
      </select>
    </div>
  )
}
