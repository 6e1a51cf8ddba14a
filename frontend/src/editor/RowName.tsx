/** The name of a row of the timeline, and what can be switched of it. */
import { msg, t } from "@lingui/core/macro"
import { IconChevronDown, IconChevronRight, IconEye, IconEyeOff, IconFocus2, IconLock, IconLockOpen } from "@tabler/icons-react"
import type { KeyboardEvent, PointerEvent, ReactNode } from "react"
import { moveRow, switchRow, toggleGroup } from "../editor-core/commands/rows"
import { pickRecord } from "../editor-core/selection"
import type { AnyRow, GroupRow } from "../editor-core/timeline/groups"
import { isFaded, isOn, type RowSwitch } from "../editor-core/timeline/rowState"
import type { Row } from "../editor-core/timeline/rows"
import { said, type Words } from "../editor-core/words"
import { decimal, personColor } from "../ui/words"
import { useAround } from "./around"
import { useEditor, useView } from "./context"
import { IconButton, Swatch } from "./parts"

interface Props {
  readonly row: AnyRow
  readonly top: number
  /** Whether a row that is dragged would be put where this one is. */
  readonly target: boolean
  readonly grab: (event: PointerEvent<HTMLElement>) => void
}

export function RowName({ row, top, target, grab }: Props) {
  const chosen = useView((state) => row.kind === "track" && (state.selected === row.key || state.others.has(row.key)))
  const ranged = useView((state) => state.in !== null && state.out !== null && state.rangeRows.has(row.key))
  const faded = useView((state) => isFaded(state, row))
  const looks = [chosen && "on", row.kind, faded && "faded", ranged && "ranged", target && "target"]
  return (
    <div className={`ws-name ${looks.filter(Boolean).join(" ")}`} style={{ top }} data-row={row.key} onPointerDown={grab}>
      {row.kind === "group" ? <GroupButton row={row} /> : <RowButton row={row} />}
      <Switches row={row} />
    </div>
  )
}

function GroupButton({ row }: { row: GroupRow }) {
  const editor = useEditor()
  const Icon = row.collapsed ? IconChevronRight : IconChevronDown
  return (
    <button
      type="button"
      className="ws-name-main"
      aria-expanded={!row.collapsed}
      title={row.collapsed ? t`Show the rows of ${row.name}` : t`Hide the rows of ${row.name}`}
      onClick={() => toggleGroup(editor, row.key)}
      onKeyDown={(event) => moveByKey(event, (by) => moveRow(editor, row.key, by))}
    >
      <Icon size={14} stroke={1.8} aria-hidden />
      {row.labelClass && <Swatch slot={row.labelClass.color} />}
      <span className="ws-cut ws-grow">{row.name}</span>
      <span className="ws-dim ws-num">{row.rows.length}</span>
    </button>
  )
}

function RowButton({ row }: { row: Row }) {
  const editor = useEditor()
  const target = row.record ?? row.segments[0]?.record
  const confidence = row.record?.source === "model" ? row.record.confidence : null
  return (
    <button
      type="button"
      className="ws-name-main"
      onClick={(event) => target && pickRecord(editor, target.id, event.shiftKey || event.ctrlKey || event.metaKey)}
      onKeyDown={(event) => moveByKey(event, (by) => moveRow(editor, row.key, by))}
    >
      <Swatch slot={row.labelClass.color} />
      <span className="ws-cut ws-grow">{row.name}</span>
      <Touch row={row} />
      {confidence !== null && <span className="ws-model ws-num">{decimal(confidence, 2)}</span>}
      {row.kind === "tags" && row.labelClass.hotkey !== null && <span className="ws-dim ws-num">{row.labelClass.hotkey}</span>}
    </button>
  )
}

/** The dot of whoever else is at this row. */
function Touch({ row }: { row: Row }) {
  const { people, touched } = useAround()
  if (touched.size === 0) return null
  const at = row.record ?? row.segments.find(({ record }) => touched.has(record.id))?.record
  const person = people.find(({ id }) => at && id === touched.get(at.id))
  if (!person) return null
  const words = t`${person.name} is working on this`
  return <span className="ws-touch" role="img" aria-label={words} title={words} style={{ background: personColor(person.id) }} />
}

/** Alt and an arrow move the row; Alt is not used by any shortcut. */
function moveByKey(event: KeyboardEvent, move: (by: 1 | -1) => void): void {
  const by = event.altKey ? ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key] : undefined
  if (by === undefined) return
  event.preventDefault()
  event.stopPropagation()
  move(by)
}

const ICON = { size: 14, stroke: 1.6 } as const
const SWITCHES = [
  { what: "solo", on: <IconFocus2 {...ICON} />, off: <IconFocus2 {...ICON} />, labels: [msg`Draw the others again`, msg`Draw nothing else`] },
  { what: "lock", on: <IconLock {...ICON} />, off: <IconLockOpen {...ICON} />, labels: [msg`Unlock`, msg`Lock`] },
  { what: "eye", on: <IconEyeOff {...ICON} />, off: <IconEye {...ICON} />, labels: [msg`Draw again`, msg`Do not draw for now`] },
] as const

/** Those that are on are always seen, the others where the pointer or the focus is. */
function Switches({ row }: { row: AnyRow }) {
  return (
    <span className="ws-row-switches">
      {SWITCHES.map(({ what, on, off, labels }) => (
        <RowSwitchButton key={what} row={row} what={what} labels={labels} on={on} off={off} />
      ))}
    </span>
  )
}

interface SwitchProps {
  readonly row: AnyRow
  readonly what: RowSwitch
  readonly labels: readonly [Words, Words]
  readonly on: ReactNode
  readonly off: ReactNode
}

function RowSwitchButton({ row, what, labels, on, off }: SwitchProps) {
  const editor = useEditor()
  const active = useView((state) => isOn(state, row, what))
  return (
    <IconButton label={`${said(labels[active ? 0 : 1])}: ${row.name}`} small pressed={active} onClick={() => switchRow(editor, row, what)}>
      {active ? on : off}
    </IconButton>
  )
}
