/** Start and end of each span of a label, as numbers. */
import { plural, t } from "@lingui/core/macro"
import { IconTrash } from "@tabler/icons-react"
import { secondsAt, timecode } from "../editor-core/frames/time"
import { dropSpan, moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { decimal } from "../ui/words"
import { useEditor, usePlayer } from "./context"
import { NumberField } from "./NumberField"
import { IconButton } from "./parts"
import { usePages } from "./usePages"

/** So many at a time, those around the playhead first. */
const AT_ONCE = 20

export function SpanFields({ record }: { record: Annotation }) {
  const editor = useEditor()
  const { clip } = editor
  const at = usePlayer(({ shown }) => record.spans.findIndex(([, end]) => end > shown))
  const { shown, before, pager } = usePages(record.spans, AT_ONCE, at, [record.id, at].join())
  const set = (index: number, edge: "start" | "end", frame: number) =>
    editor.change(edge === "start" ? t`Set start` : t`Set end`, [moveEdge(record, index, edge, Math.round(frame), clip)])
  return (
    <>
      <ul className="ws-places ws-spans" aria-label={plural(record.spans.length, { one: "# span", other: "# spans" })}>
        {shown.map(([start, end], place) => (
          <li key={before + place} className="ws-row tight">
            <NumberField name="from" label={t`Start frame`} value={start} commit={(frame) => set(before + place, "start", frame)} />
            <NumberField name="to" label={t`End frame`} value={end} commit={(frame) => set(before + place, "end", frame)} />
            <span className="ws-dim ws-num ws-cut ws-grow">
              {decimal(secondsAt(end, clip) - secondsAt(start, clip), 2)} s{" · "}
              {timecode(secondsAt(start, clip), "short")}
            </span>
            {record.spans.length > 1 && (
              <IconButton label={t`Delete the span ${start}–${end}`} small onClick={() => editor.change(t`Delete span`, [dropSpan(record, before + place)])}>
                <IconTrash size={12} stroke={1.6} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {pager}
    </>
  )
}
