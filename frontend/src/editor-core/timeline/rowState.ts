/** What can be switched of a row: shown alone, locked, drawn. */
import type { ViewState } from "../viewState"
import type { AnyRow } from "./groups"

/** How somebody put the rows of one clip: what lies where, what is collapsed, shown alone, locked, or not drawn. */
export const ROW_FIELDS = ["ranks", "collapsed", "solo", "locked", "lockedClasses", "unseen", "unseenClasses"] as const
export type RowState = Pick<ViewState, (typeof ROW_FIELDS)[number]>

/** What is kept of a state. */
export function rowStateOf(state: ViewState): RowState {
  const { ranks, collapsed, solo, locked, lockedClasses, unseen, unseenClasses } = state
  return { ranks, collapsed, solo, locked, lockedClasses, unseen, unseenClasses }
}

export type RowSwitch = "solo" | "lock" | "eye"
type Switches = Pick<ViewState, "solo" | "locked" | "lockedClasses" | "unseen" | "unseenClasses">

/** Whether a switch of a row is on; of all the tags, whether it is on for each class. An eye that is on is closed. */
export function isOn(state: Switches, row: AnyRow, what: RowSwitch): boolean {
  if (what === "solo") return keysOf(row).every((key) => state.solo.has(key))
  const [records, classes] = what === "lock" ? [state.locked, state.lockedClasses] : [state.unseen, state.unseenClasses]
  return row.kind === "track" ? records.has(row.key) : classesOf(row).every((id) => classes.has(id))
}

/** The state after a press on a switch of a row. */
export function switched(state: Switches, row: AnyRow, what: RowSwitch): Partial<Switches> {
  const on = !isOn(state, row, what)
  if (what === "solo") return { solo: turned(state.solo, keysOf(row), on) }
  if (row.kind === "track") {
    return what === "lock" ? { locked: turned(state.locked, [row.key], on) } : { unseen: turned(state.unseen, [row.key], on) }
  }
  const ids = classesOf(row)
  return what === "lock"
    ? { lockedClasses: turned(state.lockedClasses, ids, on) }
    : { unseenClasses: turned(state.unseenClasses, ids, on) }
}

/** Whether a row is faded: it is not drawn, or others are shown alone. */
export function isFaded(state: Switches, row: AnyRow): boolean {
  const byClass = row.kind === "track" ? state.unseenClasses.has(row.labelClass.id) : false
  if (byClass || isOn(state, row, "eye")) return true
  if (state.solo.size === 0) return false
  if (row.kind === "track") return !state.solo.has(row.key) && !state.solo.has(`tracks-${row.labelClass.id}`)
  const members = row.kind === "group" ? row.rows.map(({ key }) => key) : []
  return ![...keysOf(row), ...members].some((key) => state.solo.has(key))
}

/** Whether what lies on a row cannot be changed. */
export function isHeld(state: Switches, row: AnyRow): boolean {
  return isOn(state, row, "lock") || (row.kind === "track" && state.lockedClasses.has(row.labelClass.id))
}

function keysOf(row: AnyRow): readonly string[] {
  return row.kind === "group" && row.labelClass === null ? row.rows.map(({ key }) => key) : [row.key]
}

function classesOf(row: AnyRow): readonly number[] {
  return row.labelClass ? [row.labelClass.id] : row.kind === "group" ? row.rows.map(({ labelClass }) => labelClass.id) : []
}

function turned<Member>(set: ReadonlySet<Member>, members: readonly Member[], on: boolean): ReadonlySet<Member> {
  return on ? new Set([...set, ...members]) : new Set([...set].filter((member) => !members.includes(member)))
}
