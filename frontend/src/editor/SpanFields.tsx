/** Start and end of each span of a label, as numbers. */
import { plural, t } from "@lingui/core/macro"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { dropSpan, moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { decimal } from "../ui/words"
import { useEditor, usePlayer } from "./context"
import { NumberField } from "./NumberField"
import { Place, PlaceList } from "./PlaceList"

/** So many at a time, those around the playhead first. */
const AT_ONCE = 20

export function SpanFields({ record }: { record: Annotation }) {
  const editor = useEditor()
  const { clip } = editor
  const at = usePlayer(({ shown }) => record.spans.findIndex(([, end]) => end > shown))
  const set = (index: number, edge: "start" | "end", frame: number) =>
    editor.change(edge === "start" ? t`Set start` : t`Set end`, [moveEdge(record, index, edge, Math.round(frame), clip)])
  const dropping = (index: number) => (record.spans.length > 1 ? () => editor.change(t`Delete span`, [dropSpan(record, index)]) : undefined)
  return (
    <PlaceList
      label={plural(record.spans.length, { one: "# span", other: "# spans" })}
      className="ws-places ws-spans"
      of={record.id}
      all={record.spans}
      size={AT_ONCE}
      at={at}
    >
      {([start, end], index) => (
        <Place key={index} dropLabel={t`Delete the span ${start}–${end}`} drop={dropping(index)}>
          <NumberField name="from" label={t`Start frame`} value={start} commit={(frame) => set(index, "start", frame)} />
          <NumberField name="to" label={t`End frame`} value={end} commit={(frame) => set(index, "end", frame)} />
          <span className="ws-dim ws-num ws-cut ws-grow">
            {decimal(secondsAt(end, clip) - secondsAt(start, clip), 2)} s{" · "}
            {timecode(secondsAt(start, clip), "short")}
          </span>
        </Place>
      )}
    </PlaceList>
  )
}
