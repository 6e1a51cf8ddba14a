/** One group of filters under its title. */
import type { ReactNode } from "react"

export function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section>
      <div className="row">
        <h2 className="grow">{title}</h2>
        {note && <span className="num s12 t2">{note}</span>}
      </div>
      {children}
    </section>
  )
}
