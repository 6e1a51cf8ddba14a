/** Every label in a table: the way to read and change them without a pointer. */
import { useState } from "react"
import { update } from "../editor-core/edits"
import { moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { useEditor, useRecords, useView } from "./context"
import { NumberField } from "./NumberField"
import { Swatch } from "./parts"

type Column = "class" | "start" | "end" | "source"

/** More rows than anybody reads; the timeline shows them all. */
const MOST_ROWS = 500

export function ObjectsTab() {
  const editor = useEditor()
  const records = useRecords()
  const [order, setOrder] = useState<{ column: Column; down: boolean }>({ column: "start", down: false })
  const list = [...records.values()].filter(({ negative }) => !negative)
  if (list.length === 0) return <p className="ws-nothing">No labels on this clip. Press 1–9 or B.</p>
  const value = (record: Annotation): string | number => {
    if (order.column === "class") return editor.classOf(record.class_id)?.name ?? ""
    if (order.column === "source") return record.source
    return (order.column === "start" ? record.spans[0]?.[0] : record.spans.at(-1)?.[1]) ?? 0
  }
  const sign = order.down ? -1 : 1
  const rows = list.sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0))
  const header = (column: Column, name: string) => (
    <th scope="col" aria-sort={order.column === column ? (order.down ? "descending" : "ascending") : "none"}>
      <button type="button" onClick={() => setOrder({ column, down: order.column === column && !order.down })}>
        {name}
      </button>
    </th>
  )
  return (
    <table className="ws-table">
      <thead>
        <tr>
          {header("class", "Class")}
          {header("start", "Start")}
          {header("end", "End")}
          {header("source", "Source")}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, MOST_ROWS).map((record) => (
          <Line key={record.id} record={record} />
        ))}
      </tbody>
    </table>
  )
}

function Line({ record }: { record: Annotation }) {
  const editor = useEditor()
  const chosen = useView((state) => state.selected === record.id)
  const last = record.spans.length - 1
  const select = () => editor.set({ selected: record.id, keyframe: null })
  return (
    <tr className={chosen ? "on" : ""} aria-selected={chosen} onClick={select} onFocus={select}>
      <td>
        <ClassCell record={record} />
      </td>
      <td>
        <NumberField
          name=""
          label="Start frame"
          value={record.spans[0]?.[0] ?? 0}
          commit={(frame) => editor.change("Set start", [moveEdge(record, 0, "start", Math.round(frame), editor.clip)])}
        />
      </td>
      <td>
        <NumberField
          name=""
          label="End frame"
          value={record.spans[last]?.[1] ?? 0}
          commit={(frame) => editor.change("Set end", [moveEdge(record, last, "end", Math.round(frame), editor.clip)])}
        />
      </td>
      <td>{sourceOf(record)}</td>
    </tr>
  )
}

function ClassCell({ record }: { record: Annotation }) {
  const editor = useEditor()
  const labelClass = editor.classOf(record.class_id)
  return (
    <span className="ws-row tight">
      <Swatch slot={labelClass?.color ?? 1} />
      <select
        aria-label="Class"
        value={record.class_id}
        onChange={(event) => editor.change("Change class", [update(record, { class_id: Number(event.target.value) })])}
      >
        {labelClass?.archived && <option value={labelClass.id}>{labelClass.name} (archived)</option>}
        {editor.classesOf(record.kind).map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </span>
  )
}

function sourceOf({ source, confidence }: Annotation) {
  if (source !== "model") return source === "human" ? "Human" : "Import"
  return <span className="ws-model ws-num">Model {confidence?.toFixed(2)}</span>
}
