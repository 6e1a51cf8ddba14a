/** Start and end of each span of a label, as numbers. */
import { secondsAt, timecode } from "../editor-core/frames/time"
import { moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { useEditor } from "./context"
import { NumberField } from "./NumberField"

const MOST_SHOWN = 6

export function SpanFields({ record }: { record: Annotation }) {
  const editor = useEditor()
  const { clip } = editor
  const set = (index: number, edge: "start" | "end", frame: number) =>
    editor.change(`Set ${edge}`, [moveEdge(record, index, edge, Math.round(frame), clip)])
  return (
    <div className="ws-spans">
      {record.spans.slice(0, MOST_SHOWN).map(([start, end], index) => (
        <div key={index} className="ws-row tight">
          <NumberField name="from" label="Start frame" value={start} commit={(frame) => set(index, "start", frame)} />
          <NumberField name="to" label="End frame" value={end} commit={(frame) => set(index, "end", frame)} />
          <span className="ws-dim ws-num">
            {timecode(secondsAt(start, clip), "short")} · {(secondsAt(end, clip) - secondsAt(start, clip)).toFixed(2)} s
          </span>
        </div>
      ))}
      {record.spans.length > MOST_SHOWN && <p className="ws-dim">and {record.spans.length - MOST_SHOWN} more spans</p>}
    </div>
  )
}
