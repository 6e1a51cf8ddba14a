/** Every label in a table: the way to read and change them without a pointer. */
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconTrash } from "@tabler/icons-react"
import { type KeyboardEvent, memo, type MouseEvent, useState } from "react"
import { flushSync } from "react-dom"
import { command } from "../editor-core/commands/registry"
import type { Editor } from "../editor-core/editor"
import { becomeWhole } from "../editor-core/joining"
import { rangeAt } from "../editor-core/ranges"
import { existsAt, isGuess } from "../editor-core/records"
import { pickRecord, select as selectAll } from "../editor-core/selection"
import { moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { said, type Words } from "../editor-core/words"
import { decimal } from "../ui/words"
import { useEditor, usePlayer, useRecords, useView } from "./context"
import { Instance, kindOf, Switches, Verdicts } from "./LabelParts"
import { NumberField } from "./NumberField"
import { ObjectDetails } from "./ObjectDetails"
import { IconButton, Swatch } from "./parts"
import { PropertyFields } from "./PropertyFields"
import { Rejected } from "./Rejected"
import { usePages } from "./usePages"

type Column = "class" | "kind" | "instance" | "start" | "end" | "state" | "source"

/** More rows at once would keep the page busy. */
const AT_ONCE = 500
/** What counts rows begins with the head. */
const FIRST = 2
/** A narrow inspector has no room for all: what is `wide` is said below the row that leads. */
const COLUMNS: readonly { column: Column; name: Words; wide?: true }[] = [
  { column: "class", name: msg`Class` },
  { column: "kind", name: msg`Kind`, wide: true },
  { column: "instance", name: msg`No.`, wide: true },
  { column: "start", name: msg`Start` },
  { column: "end", name: msg`End` },
  { column: "state", name: msg`State` },
  { column: "source", name: msg`Source`, wide: true },
]

interface Order {
  readonly column: Column
  readonly down: boolean
}

export function ObjectsTab() {
  const editor = useEditor()
  const records = useRecords()
  const selected = useView((state) => state.selected)
  const [order, setOrder] = useState<Order>({ column: "start", down: false })
  const all = [...records.values()]
  const rows = inOrder(editor, all.filter(({ negative }) => !negative), order.column, order.down ? -1 : 1)
  const at = rows.findIndex(({ id }) => id === selected)
  const { shown, before, turn, pager } = usePages(rows, AT_ONCE, at, [selected, order.column, order.down].join())
  const rejected = all.filter(({ negative }) => negative)
  return (
    <>
      {rows.length === 0 ? (
        <p className="ws-nothing"><Trans>No labels on this clip. Press 1–9 or B.</Trans></p>
      ) : (
        <table className="ws-table" aria-rowcount={rows.length + 1} onKeyDown={(event) => walk(event, turn)} onClick={(event) => press(editor, rows, event)}>
          <Head order={order} setOrder={setOrder} />
          {shown.map((record, place) => (
            <Line key={record.id} record={record} number={before + place + FIRST} />
          ))}
        </table>
      )}
      {pager && <div className="ws-table-foot">{pager}</div>}
      {rejected.length > 0 && <Rejected records={rejected} />}
    </>
  )
}

function Head({ order, setOrder }: { order: Order; setOrder: (order: Order) => void }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {COLUMNS.map(({ column, name, wide }) => (
          <th key={column} scope="col" className={wide && "ws-wide"} aria-sort={order.column === column ? (order.down ? "descending" : "ascending") : "none"}>
            <button type="button" onClick={() => setOrder({ column, down: order.column === column && !order.down })}>
              {said(name)}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Ctrl adds a row to the selection or takes it out, Shift selects all from the leading one to it. */
function press(editor: Editor, rows: readonly Annotation[], event: MouseEvent): void {
  const row = event.target instanceof Element ? event.target.closest("tr[aria-rowindex]") : null
  const to = Number(row?.ariaRowIndex ?? 0) - FIRST
  const record = rows[to]
  if (!record) return
  const from = rows.findIndex(({ id }) => id === editor.state.selected)
  if (event.shiftKey && from >= 0) {
    const range = rows.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ id }) => id)
    selectAll(editor, [rows[from]?.id ?? record.id, ...range])
  } else if (event.ctrlKey || event.metaKey) pickRecord(editor, record.id, true)
  else if (!editor.isChosen(record.id) || editor.state.others.size > 0) pickRecord(editor, record.id)
}

/** Arrow keys go from row to row, and at the end of a page to the next one. */
function walk(event: KeyboardEvent<HTMLTableElement>, turn: (by: 1 | -1) => void): void {
  const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key]
  if (by === undefined || !(event.target instanceof HTMLTableRowElement)) return
  const table = event.currentTarget
  const rows = () => [...table.querySelectorAll<HTMLElement>("tr[tabindex]")]
  const next = rows()[rows().indexOf(event.target) + by]
  event.preventDefault()
  event.stopPropagation()
  if (next) {
    next.focus()
    return
  }
  flushSync(() => turn(by))
  if (!event.target.isConnected) rows().at(by > 0 ? 0 : -1)?.focus()
}

function inOrder(editor: Editor, list: Annotation[], column: Column, sign: 1 | -1): Annotation[] {
  const value = (record: Annotation): string | number => {
    if (column === "class") return editor.classOf(record.class_id)?.name ?? ""
    if (column === "start") return record.spans[0]?.[0] ?? 0
    if (column === "end") return record.spans.at(-1)?.[1] ?? 0
    if (column === "state") return stateWords(stateOf(editor, record, editor.frame))
    return record[column] ?? 0
  }
  // Of thousands, what is compared is found once each.
  const keyed = list.map((record) => ({ record, by: value(record) }))
  return keyed.sort((a, b) => (a.by < b.by ? -sign : a.by > b.by ? sign : 0)).map(({ record }) => record)
}

/** With Shift or Ctrl a press chooses rows, and gives no field the focus. */
function hold(event: MouseEvent): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey) event.preventDefault()
}

interface LineProps {
  readonly record: Annotation
  /** Which row of all it is, the head being the first. */
  readonly number: number
}

/** There are hundreds: each is made anew only where something of it changed. */
const Line = memo(function Line({ record, number }: LineProps) {
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
      label={edge === "start" ? t`Start frame` : t`End frame`}
      value={value}
      commit={(to) => editor.change(edge === "start" ? t`Set start` : t`Set end`, [moveEdge(record, index, edge, Math.round(to), editor.clip)])}
    />
  )
  return (
    <tbody>
      <tr className={chosen ? "on" : ""} aria-rowindex={number} aria-selected={chosen} tabIndex={leads ? 0 : -1} onMouseDown={hold} onFocus={select}>
        <td>
          <ClassCell record={record} />
        </td>
        <td className="ws-wide">{kindOf(record)}</td>
        <td className="ws-wide">
          <Instance record={record} />
        </td>
        <td>{frame("start", 0, record.spans[0]?.[0] ?? 0)}</td>
        <td>{frame("end", last, record.spans[last]?.[1] ?? 0)}</td>
        <td>
          <State record={record} />
        </td>
        <td className="ws-wide">{sourceOf(record)}</td>
      </tr>
      {leads && <Details record={record} />}
    </tbody>
  )
})

/** Everything else of the leading label, and what can be done with it. */
function Details({ record }: { record: Annotation }) {
  const editor = useEditor()
  const labelClass = editor.classOf(record.class_id)
  return (
    <tr className="on">
      <td colSpan={COLUMNS.length}>
        <div className="ws-row tight">
          <span className="ws-narrow">
            {kindOf(record)} {sourceOf(record)}
          </span>
          <span className="ws-grow" />
          {record.kind !== "tag" && <Switches record={record} />}
          <IconButton label={t`Delete this label`} command="delete" small onClick={() => command("delete").run(editor, "")}>
            <IconTrash size={14} stroke={1.6} />
          </IconButton>
        </div>
        <Instance record={record} wide />
        <ObjectDetails record={record} />
        {labelClass && <PropertyFields record={record} labelClass={labelClass} />}
        {isGuess(record) && <Verdicts />}
      </td>
    </tr>
  )
}

function State({ record }: { record: Annotation }) {
  const editor = useEditor()
  const state = usePlayer((player) => stateOf(editor, record, player.shown))
  useView(() => stateOf(editor, record, editor.frame))
  return <span className="ws-dim ws-state">{stateWords(state)}</span>
}

/** What can be said of a label on a frame, a bit for each; it is asked for every row, frame by frame. */
function stateOf(editor: Editor, record: Annotation, frame: number): number {
  const here = existsAt(record, frame)
  const covered = here && rangeAt(record.occluded, frame) !== undefined
  const said = [editor.isLocked(record), !editor.isSeen(record), isGuess(record), covered, here, !here]
  return said.reduce((bits, holds, bit) => (holds ? bits | (1 << bit) : bits), 0)
}

/** The same in a word or two. */
function stateWords(state: number): string {
  const words = [t`locked`, t`not drawn`, t`suggested`, t`covered`, t`in view`, t`hidden`]
  return words.filter((_, bit) => state & (1 << bit)).join(", ")
}

function ClassCell({ record }: { record: Annotation }) {
  const editor = useEditor()
  const labelClass = editor.classOf(record.class_id)
  const become = (id: number) => {
    const next = editor.classOf(id)
    if (next) editor.change(t`Change class`, [becomeWhole(record, next)])
  }
  return (
    <span className="ws-row tight">
      <Swatch slot={labelClass?.color ?? 1} />
      <select aria-label={t`Class`} value={record.class_id} onChange={(event) => become(Number(event.target.value))}>
        {labelClass?.archived && <option value={labelClass.id}><Trans>{labelClass.name} (archived)</Trans></option>}
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
  if (source !== "model") return source === "human" ? t`Human` : t`Import`
  return <span className="ws-model ws-num"><Trans>Model {confidence === null ? "" : decimal(confidence, 2)}</Trans></span>
}
