/** The names of the timeline's rows. Only those on screen are in the document. */
import { visibleRows } from "../editor-core/timeline/draw"
import { rowsTop } from "../editor-core/timeline/lanes"
import { ROW_PX, type Row } from "../editor-core/timeline/rows"
import { useAround } from "./around"
import { useEditor, useView } from "./context"
import { LaneMenu, LaneNames } from "./LaneNames"
import { Swatch } from "./parts"
import type { Lanes } from "./useLanes"

/** More rows than fit on any screen that the dock may fill. */
const TALLEST_PX = 1200

interface GutterProps {
  readonly rows: readonly Row[]
  readonly lanes: Lanes
  readonly scroll: number
}

export function Gutter({ rows, lanes, scroll }: GutterProps) {
  const { clip } = useAround()
  const first = rowsTop(lanes.lanes)
  return (
    <div className="ws-gutter">
      <div className="ws-gutter-head" style={{ height: first }}>
        <span className="ws-grow">{clip.rateText}</span>
        <LaneMenu {...lanes} />
      </div>
      <LaneNames {...lanes} />
      {visibleRows({ rows, lanes: lanes.lanes, scroll, height: TALLEST_PX }).map(
        ({ row, top }) => top >= first - ROW_PX && <Name key={row.key} row={row} top={top} />,
      )}
    </div>
  )
}

function Name({ row, top }: { row: Row; top: number }) {
  const editor = useEditor()
  const chosen = useView((state) => row.record !== null && state.selected === row.record.id)
  const target = row.record ?? row.segments[0]?.record
  const confidence = row.record?.source === "model" ? row.record.confidence : null
  return (
    <button
      type="button"
      className={chosen ? "ws-name on" : "ws-name"}
      style={{ top }}
      onClick={() => editor.set({ selected: target?.id ?? null, keyframe: null })}
    >
      <Swatch slot={row.labelClass.color} />
      <span className="ws-cut ws-grow">{row.name}</span>
      {confidence !== null && <span className="ws-model ws-num">{confidence.toFixed(2)}</span>}
      {row.kind === "tags" && row.labelClass.hotkey !== null && (
        <span className="ws-dim ws-num">{row.labelClass.hotkey}</span>
      )}
    </button>
  )
}
