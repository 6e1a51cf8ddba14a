/** Every label in a table: the way to read and change them without a pointer. */
import { IconEye, IconEyeOff, IconLock, IconLockOpen } from "@tabler/icons-react"
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from "react"
import { toggle } from "../editor-core/commands/arrange"
import type { Editor } from "../editor-core/editor"
import { becomeWhole } from "../editor-core/joining"
import { existsAt } from "../editor-core/records"
import { pickRecord, select as selectAll } from "../editor-core/selection"
import { shapeOfKind } from "../editor-core/shapes/registry"
import { moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { useEditor, usePlayer, useRecords, useView } from "./context"
import { NumberField } from "./NumberField"
import { IconButton, Swatch } from "./parts"
import { Numbers } from "./TrackFields"

type Column = "class" | "kind" | "start" | "end" | "source"

/** More rows than anybody reads; the timeline shows them all. */
const MOST_ROWS = 500
const COLUMNS: readonly { column: Column; name: string }[] = [
  { column: "class", name: "Class" },
  { column: "kind", name: "Kind" },
  { column: "start", name: "Start" },
  { column: "end", name: "End" },
  { column: "source", name: "Source" },
]

export function ObjectsTab() {
  const editor = useEditor()
  const records = useRecords()
  const [order, setOrder] = useState<{ column: Column; down: boolean }>({ column: "start", down: false })
  const list = [...records.values()].filter(({ negative }) => !negative)
  if (list.length === 0) return <p className="ws-nothing">No labels on this clip. Press 1–9 or B.</p>
  const rows = inOrder(editor, list, order.column, order.down ? -1 : 1)
  return (
    <table className="ws-table" onKeyDown={walk}>
      <thead>
        <tr>
          {COLUMNS.map(({ column, name }) => (
            <th key={column} scope="col" aria-sort={order.column === column ? (order.down ? "descending" : "ascending") : "none"}>
              <button type="button" onClick={() => setOrder({ column, down: order.column === column && !order.down })}>
                {name}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      {rows.slice(0, MOST_ROWS).map((record) => (
        <Line key={record.id} record={record} press={(event) => press(editor, rows, record, event)} />
      ))}
      {rows.length > MOST_ROWS && (
        <tfoot>
          <tr>
            <td colSpan={COLUMNS.length} className="ws-dim">
              and {rows.length - MOST_ROWS} more, on the timeline
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}

/** Ctrl adds a row to the selection or takes it out, Shift selects all from the leading one to it. */
function press(editor: Editor, rows: readonly Annotation[], record: Annotation, event: MouseEvent): void {
  const from = rows.findIndex(({ id }) => id === editor.state.selected)
  const to = rows.indexOf(record)
  if (event.shiftKey && from >= 0) {
    const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id)
    selectAll(editor, [rows[from]?.id ?? record.id, ...range])
  } else if (event.ctrlKey || event.metaKey) pickRecord(editor, record.id, true)
  else if (!editor.isChosen(record.id) || editor.state.others.size > 0) pickRecord(editor, record.id)
}

/** Arrow keys go from row to row. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (by === undefined || !(event.target instanceof HTMLTableRowElement)) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("tr[tabindex]")]
  rows[rows.indexOf(event.target) + by]?.focus()
  event.preventDefault()
  event.stopPropagation()
}

function inOrder(editor: Editor, list: Annotation[], column: Column, sign: 1 | -1): Annotation[] {
  const value = (record: Annotation): string | number => {
    if (column === "class") return editor.classOf(record.class_id)?.name ?? ""
    if (column === "start") return record.spans[0]?.[0] ?? 0
    return column === "end" ? (record.spans.at(-1)?.[1] ?? 0) : record[column]
  }
  return list.sort((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0))
}

/** With Shift or Ctrl a press chooses rows, and gives no field the focus. */
function hold(event: MouseEvent): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey) event.preventDefault()
}

function Line({ record, press: pressed }: { record: Annotation; press: (event: MouseEvent) => void }) {
  const editor = useEditor()
  const leads = useView((state) => state.selected === record.id)
  const chosen = useView((state) => state.selected === record.id || state.others.has(record.id))
  const last = record.spans.length - 1
  const select = () => {
    if (!chosen) pickRecord(editor, record.id)
  }
  const frame = (edge: "start" | "end", index: number, value: number) => (
    <NumberField
      name=""
      label={edge === "start" ? "Start frame" : "End frame"}
      value={value}
      commit={(to) => editor.change(`Set ${edge}`, [moveEdge(record, index, edge, Math.round(to), editor.clip)])}
    />
  )
  return (
    <tbody>
      <tr className={chosen ? "on" : ""} aria-selected={chosen} tabIndex={leads ? 0 : -1} onMouseDown={hold} onClick={pressed} onFocus={select}>
        <td>
          <ClassCell record={record} />
        </td>
        <td>{record.kind === "tag" ? "Tag" : shapeOfKind(record.kind).name}</td>
        <td>{frame("start", 0, record.spans[0]?.[0] ?? 0)}</td>
        <td>{frame("end", last, record.spans[last]?.[1] ?? 0)}</td>
        <td>{sourceOf(record)}</td>
      </tr>
      {leads && record.kind !== "tag" && <Shape record={record} />}
    </tbody>
  )
}

/** The numbers of the selected shape, where it is on this frame, and whether it is in the way. */
function Shape({ record }: { record: Annotation }) {
  const shown = usePlayer((player) => player.shown)
  return (
    <tr className="on">
      <td colSpan={COLUMNS.length}>
        <div className="ws-row tight">
          <span className="ws-grow">
            {existsAt(record, shown) ? <Numbers record={record} frame={shown} /> : <span className="ws-dim">Not in view on frame {shown}</span>}
          </span>
          <Switch record={record} what="unseen" on={<IconEyeOff size={14} />} off={<IconEye size={14} />} labels={["Draw it again", "Do not draw it for now"]} />
          <Switch record={record} what="locked" on={<IconLock size={14} />} off={<IconLockOpen size={14} />} labels={["Unlock", "Lock"]} />
        </div>
      </td>
    </tr>
  )
}

interface SwitchProps {
  readonly record: Annotation
  readonly what: "locked" | "unseen"
  readonly on: ReactNode
  readonly off: ReactNode
  /** What a press does where it is on, and where it is off. */
  readonly labels: readonly [string, string]
}

/** Locks a record or takes it out of sight. */
export function Switch({ record, what, on, off, labels }: SwitchProps) {
  const editor = useEditor()
  const active = useView((state) => state[what].has(record.id))
  return (
    <IconButton label={active ? labels[0] : labels[1]} small pressed={active} onClick={() => toggle(editor, what, record.id)}>
      {active ? on : off}
    </IconButton>
  )
}

function ClassCell({ record }: { record: Annotation }) {
  const editor = useEditor()
  const labelClass = editor.classOf(record.class_id)
  const become = (id: number) => {
    const next = editor.classOf(id)
    if (next) editor.change("Change class", [becomeWhole(record, next)])
  }
  return (
    <span className="ws-row tight">
      <Swatch slot={labelClass?.color ?? 1} />
      <select aria-label="Class" value={record.class_id} onChange={(event) => become(Number(event.target.value))}>
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
