/** The names of the timeline's rows. Only those on screen are in the document. */
import { visibleRows } from "../editor-core/timeline/draw"
import { ROW_PX, type Row, RULER_PX } from "../editor-core/timeline/rows"
import { useAround } from "./around"
import { useEditor, useView } from "./context"
import { Swatch } from "./parts"

/** More rows than fit on any screen that the dock may fill. */
const TALLEST_PX = 1200

export function Gutter({ rows, scroll }: { rows: readonly Row[]; scroll: number }) {
  const { clip } = useAround()
  return (
    <div className="ws-gutter">
      <div className="ws-gutter-head">{clip.rateText}</div>
      {visibleRows({ rows, scroll, height: TALLEST_PX }).map(({ row, top }) => (
        <Name key={row.key} row={row} top={top} />
      ))}
    </div>
  )
}

function Name({ row, top }: { row: Row; top: number }) {
  const editor = useEditor()
  const chosen = useView((state) => row.record !== null && state.selected === row.record.id)
  const target = row.record ?? row.segments[0]?.record
  const confidence = row.record?.source === "model" ? row.record.confidence : null
  if (top < RULER_PX - ROW_PX) return null
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
