/** A table under the names of its columns. */
import type { ReactNode } from "react"

/** The name of a column; where it is only read aloud, or stands over numbers, it says so. */
type Column = string | { readonly name: string; readonly look: "hidden" | "end" }

interface TableProps {
  readonly columns: readonly Column[]
  readonly label?: string
  /** The rows. */
  readonly children: ReactNode
}

export function Table({ columns, label, children }: TableProps) {
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Name key={nameOf(column)} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

function Name({ column }: { column: Column }) {
  const look = typeof column === "string" ? null : column.look
  const name = nameOf(column)
  return (
    <th scope="col" className={look === "end" ? "end" : undefined}>
      {look === "hidden" ? <span className="hidden-text">{name}</span> : name}
    </th>
  )
}

function nameOf(column: Column): string {
  return typeof column === "string" ? column : column.name
}
