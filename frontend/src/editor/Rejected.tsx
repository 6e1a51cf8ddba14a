/** The model's labels that somebody rejected, each with a way back. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconArrowBackUp } from "@tabler/icons-react"
import type { Annotation } from "../editor-core/types"
import { takeBack } from "../editor-core/verdicts"
import { decimal } from "../ui/words"
import { useEditor } from "./context"
import { kindOf } from "./LabelParts"
import { Swatch } from "./parts"
import { usePages } from "./usePages"

const AT_ONCE = 100

export function Rejected({ records }: { records: readonly Annotation[] }) {
  const { shown, pager } = usePages(records, AT_ONCE, -1, "")
  return (
    <section>
      <div className="ws-head">
        <h2 className="ws-grow"><Trans>Rejected</Trans></h2>
        <span className="ws-dim ws-num">{records.length}</span>
      </div>
      <ul className="ws-refused" aria-label={plural(records.length, { one: "# rejected label", other: "# rejected labels" })}>
        {shown.map((record) => (
          <Line key={record.id} record={record} />
        ))}
      </ul>
      {pager}
    </section>
  )
}

function Line({ record }: { record: Annotation }) {
  const editor = useEditor()
  const labelClass = editor.classOf(record.class_id)
  const name = labelClass?.name ?? kindOf(record)
  const [start, end] = [record.spans[0]?.[0] ?? 0, record.spans.at(-1)?.[1] ?? 0]
  return (
    <li className="ws-row tight">
      <Swatch slot={labelClass?.color ?? 1} />
      <button type="button" className="ws-link ws-cut ws-grow" data-keeps-focus onClick={() => editor.player.seek(start)}>
        {name}, {kindOf(record)}, {start}–{end}
      </button>
      {record.confidence !== null && <span className="ws-model ws-num">{decimal(record.confidence, 2)}</span>}
      <button
        type="button"
        className="ws-button ghost"
        aria-label={t`Take back: ${name}`}
        onClick={() => editor.change(t`Take the rejection of ${name} back`, [takeBack(record)])}
      >
        <IconArrowBackUp size={14} stroke={1.6} aria-hidden /> <Trans>Take back</Trans>
      </button>
    </li>
  )
}
