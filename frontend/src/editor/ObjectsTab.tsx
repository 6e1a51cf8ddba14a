/** Every label in a table: the way to read and change them without a pointer. */
import { msg, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { IconEye, IconEyeOff, IconLock, IconLockOpen } from "@tabler/icons-react"
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from "react"
import { toggle } from "../editor-core/commands/arrange"
import type { Editor } from "../editor-core/editor"
import { update } from "../editor-core/edits"
import { becomeWhole } from "../editor-core/joining"
import { rangeAt } from "../editor-core/ranges"
import { existsAt, isGuess } from "../editor-core/records"
import { pickRecord, select as selectAll } from "../editor-core/selection"
import { shapeOfKind } from "../editor-core/shapes/registry"
import { moveEdge } from "../editor-core/tags"
import type { Annotation } from "../editor-core/types"
import { said, type Words } from "../editor-core/words"
import { decimal } from "../ui/words"
import { useEditor, usePlayer, useRecords, useView } from "./context"
import { NumberField } from "./NumberField"
import { ObjectDetails } from "./ObjectDetails"
import { IconButton, Swatch } from "./parts"

type Column = "class" | "kind" | "instance" | "start" | "end" | "state" | "source"

/** More rows than anybody reads; the timeline shows them all. */
const MOST_ROWS = 500
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

export function ObjectsTab() {
  const editor = useEditor()
  const records = useRecords()
  const [order, setOrder] = useState<{ column: Column; down: boolean }>({ column: "start", down: false })
  const list = [...records.values()].filter(({ negative }) => !negative)
  if (list.length === 0) return <p className="ws-nothing"><Trans>No labels on this clip. Press 1–9 or B.</Trans></p>
  const rows = inOrder(editor, list, order.column, order.down ? -1 : 1)
  return (
    <table className="ws-table" onKeyDown={walk}>
      <thead>
        <tr>
          {COLUMNS.map(({ column, name, wide }) => (
            <th key={column} scope="col" className={wide && "ws-wide"} aria-sort={order.column === column ? (order.down ? "descending" : "ascending") : "none"}>
              <button type="button" onClick={() => setOrder({ column, down: order.column === column && !order.down })}>
                {said(name)}
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
              <Trans>and {rows.length - MOST_ROWS} more, on the timeline</Trans>
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
    if (column === "end") return record.spans.at(-1)?.[1] ?? 0
    if (column === "state") return stateOf(editor, record, editor.frame)
    return record[column] ?? 0
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
      label={edge === "start" ? t`Start frame` : t`End frame`}
      value={value}
      commit={(to) => editor.change(edge === "start" ? t`Set start` : t`Set end`, [moveEdge(record, index, edge, Math.round(to), editor.clip)])}
    />
  )
  return (
    <tbody>
      <tr className={chosen ? "on" : ""} aria-selected={chosen} tabIndex={leads ? 0 : -1} onMouseDown={hold} onClick={pressed} onFocus={select}>
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
}

/** Everything else of the leading label, and whether it is in the way. */
function Details({ record }: { record: Annotation }) {
  return (
    <tr className="on">
      <td colSpan={COLUMNS.length}>
        <div className="ws-row tight ws-upper">
          <div className="ws-grow">
            <p className="ws-row tight ws-narrow">
              {kindOf(record)}
              <Instance record={record} name={t`No.`} />
              {sourceOf(record)}
            </p>
            <ObjectDetails record={record} />
          </div>
          <Switch record={record} what="unseen" on={<IconEyeOff size={14} />} off={<IconEye size={14} />} labels={[t`Draw it again`, t`Do not draw it for now`]} />
          <Switch record={record} what="locked" on={<IconLock size={14} />} off={<IconLockOpen size={14} />} labels={[t`Unlock`, t`Lock`]} />
        </div>
      </td>
    </tr>
  )
}

/** Records of one number are one thing, whatever their classes. */
function Instance({ record, name = "" }: { record: Annotation; name?: string }) {
  const editor = useEditor()
  if (record.instance === null) return null
  const set = (value: number) => editor.change(t`Set instance`, [update(record, { instance: Math.max(1, Math.round(value)) })])
  return <NumberField name={name} label={t`Instance`} value={record.instance} commit={set} />
}

function State({ record }: { record: Annotation }) {
  const editor = useEditor()
  const shown = usePlayer((player) => player.shown)
  useView((state) => state.locked.has(record.id) || state.unseen.has(record.id))
  return <span className="ws-dim ws-state">{stateOf(editor, record, shown)}</span>
}

/** What can be said of a label on a frame in a word or two. */
function stateOf(editor: Editor, record: Annotation, frame: number): string {
  const here = existsAt(record, frame)
  const words = [
    editor.isLocked(record) && t`locked`,
    !editor.isSeen(record) && t`not drawn`,
    isGuess(record) && t`suggested`,
    here && rangeAt(record.occluded, frame) !== undefined && t`covered`,
    here ? t`in view` : t`hidden`,
  ]
  return words.filter((word) => word !== false).join(", ")
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

function kindOf({ kind }: Annotation): string {
  return kind === "tag" ? t`Tag` : said(shapeOfKind(kind).name)
}

function sourceOf({ source, confidence }: Annotation) {
  if (source !== "model") return source === "human" ? t`Human` : t`Import`
  return <span className="ws-model ws-num"><Trans>Model {confidence === null ? "" : decimal(confidence, 2)}</Trans></span>
}
