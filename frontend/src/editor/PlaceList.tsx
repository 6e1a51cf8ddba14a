/** The places of a label in a list: some at a time, those around the playhead first. */
import { IconTrash } from "@tabler/icons-react"
import type { ReactNode } from "react"
import { IconButton } from "./parts"
import { usePages } from "./usePages"

interface PlaceListProps<Item> {
  readonly label: string
  readonly className?: string
  /** The label that they are of. */
  readonly of: string
  readonly all: readonly Item[]
  /** So many at a time. */
  readonly size: number
  /** Which of them is at the playhead; none below 0. */
  readonly at: number
  /** One of them as a `Place`, by where it stands among all. */
  readonly children: (item: Item, index: number) => ReactNode
}

export function PlaceList<Item>({ label, className = "ws-places", of, all, size, at, children }: PlaceListProps<Item>) {
  const { shown, before, pager } = usePages(all, size, at, [of, at].join())
  return (
    <>
      <ul className={className} aria-label={label}>
        {shown.map((item, index) => children(item, before + index))}
      </ul>
      {pager}
    </>
  )
}

interface PlaceProps {
  readonly children: ReactNode
  /** What taking it away is called. */
  readonly dropLabel: string
  /** Takes it away: null while it has to stay, undefined where that is not offered. */
  readonly drop: (() => void) | null | undefined
}

/** A line of numbers, and a button that takes the place away. */
export function Place({ children, dropLabel, drop }: PlaceProps) {
  return (
    <li className="ws-row tight">
      {children}
      {drop !== undefined && (
        <IconButton label={dropLabel} small disabled={drop === null} onClick={() => drop?.()}>
          <IconTrash size={12} stroke={1.6} />
        </IconButton>
      )}
    </li>
  )
}
