/** A table that scrolls where it does not fit, by keys too. */
import type { ReactNode } from "react"

interface ScrolledProps {
  readonly name: string
  /** Whether it ends at a height, whatever its rows. */
  readonly short?: boolean
  readonly children: ReactNode
}

export function Scrolled({ name, short = false, children }: ScrolledProps) {
  return (
    <div className={`md-scroll md-figures${short ? " md-tall" : ""}`} role="group" aria-label={name} tabIndex={0}>
      {children}
    </div>
  )
}
