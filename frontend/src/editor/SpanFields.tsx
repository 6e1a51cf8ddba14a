/** Start and end of each span of a label, as numbers. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { decimal } from "../ui/words"
import { useEditor } from "./context"
import { NumberField } from "./NumberField"

const MOST_SHOWN = 6

export function SpanFields({ record }: { record: Annotation }) {
  const editor = useEditor()
  const { clip } = editor
  const set = (index: number, edge: "start" | "end", frame: number) =>
    editor.change(edge === "start" ? t`Set start` : t`Set end`, [moveEdge(record, index, edge, Math.round(frame), clip)])
  return (
    <div className="ws-spans">
      {record.spans.slice(0, MOST_SHOWN).map(([start, end], index) => (
        <div key={index} className="ws-row tight">
          <NumberField name="from" label={t`Start frame`} value={start} commit={(frame) => set(index, "start", frame)} />
          <NumberField name="to" label={t`End frame`} value={end} commit={(frame) => set(index, "end", frame)} />
          <span className="ws-dim ws-num">
            {timecode(secondsAt(start, clip), "short")} · {decimal(secondsAt(end, clip) - secondsAt(start, clip), 2)} s
          </span>
        </div>
      ))}
      {record.spans.length > MOST_SHOWN && <p className="ws-dim"><Trans>and {record.spans.length - MOST_SHOWN} more spans</Trans></p>}
    </div>
  )
}
