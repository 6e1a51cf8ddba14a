/** One of several ways, with what it means. */
import type { ReactNode } from "react"

interface Props {
  readonly name: string
  readonly checked: boolean
  readonly title: string
  readonly about: string
  readonly onChoose: () => void
  readonly children?: ReactNode
}

export function RadioCard({ name, checked, title, about, onChoose, children }: Props) {
  return (
    <label className={checked ? "md-opt on" : "md-opt"}>
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>
        <span className="b5">{title}</span> {children}
        <br />
        <span className="t2 s12">{about}</span>
      </span>
    </label>
  )
}
