/** The names of the timeline's rows. Only those on screen are in the document. */
import { visibleRows } from "../editor-core/timeline/draw"
import type { AnyRow, Block } from "../editor-core/timeline/groups"
import { rowsTop } from "../editor-core/timeline/lanes"
import { ROW_PX } from "../editor-core/timeline/rows"
import { useAround } from "./around"
import { LaneMenu, LaneNames } from "./LaneNames"
import { RowName } from "./RowName"
import type { Lanes } from "./useLanes"
import { useRowDrag } from "./useRowDrag"

/** More rows than fit on any screen that the dock may fill. */
const TALLEST_PX = 1200

interface GutterProps {
  readonly blocks: readonly Block[]
  readonly rows: readonly AnyRow[]
  readonly lanes: Lanes
  readonly scroll: number
}

export function Gutter({ blocks, rows, lanes, scroll }: GutterProps) {
  const { clip } = useAround()
  const { over, grab, handlers } = useRowDrag(blocks)
  const first = rowsTop(lanes.lanes)
  const shown = visibleRows({ rows, lanes: lanes.lanes, scroll, height: TALLEST_PX }).filter(({ top }) => top >= first - ROW_PX)
  return (
    <div className="ws-gutter" {...handlers}>
      <div className="ws-gutter-head" style={{ height: first }}>
        <span className="ws-grow">{clip.rateText}</span>
        <LaneMenu {...lanes} />
      </div>
      <LaneNames {...lanes} />
      {shown.map(({ row, top }) => (
        <RowName key={row.key} row={row} top={top} target={over === row.key} grab={grab(row.key)} />
      ))}
    </div>
  )
}
