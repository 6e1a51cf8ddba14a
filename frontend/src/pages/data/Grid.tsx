/** All clips as cards; only those near the window exist. */
import { useVirtualizer } from "@tanstack/react-virtual"
import { type RefObject, useEffect } from "react"
import { Card } from "./Card"
import type { Listing } from "./listing"
import { useWidth } from "./useWidth"

const GAP = 16
const CAPTION = 66

interface GridProps {
  readonly listing: Listing
  readonly scroller: RefObject<HTMLDivElement | null>
  /** No card is narrower, in pixels. */
  readonly narrowest: number
  readonly onColumns: (columns: number) => void
}

export function Grid({ listing, scroller, narrowest, onColumns }: GridProps) {
  const { items } = listing
  const width = useWidth(scroller) - 48
  const columns = Math.max(1, Math.floor((width + GAP) / (narrowest + GAP)))
  const cardHeight = Math.round(((width - GAP * (columns - 1)) / columns) * (9 / 16)) + CAPTION
  const rows = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => cardHeight + GAP,
    overscan: 2,
    scrollPaddingEnd: 96,
  })
  useEffect(() => onColumns(columns), [columns, onColumns])
  useEffect(() => rows.measure(), [cardHeight, rows])
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => listing.near((last + 1) * columns), [columns, last, listing])
  return (
    <div style={{ position: "relative", height: rows.getTotalSize() }}>
      {shown.map((row) => (
        <div
          key={row.key}
          className="cards"
          style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, transform: `translateY(${row.start}px)` }}
        >
          {items.slice(row.index * columns, (row.index + 1) * columns).map((item) => (
            <Card key={item.id} item={item} {...listing.propsOf(item)} />
          ))}
        </div>
      ))}
    </div>
  )
}
