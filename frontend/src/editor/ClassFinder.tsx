/** A dialog to find a class: type of its name, or press its digit. */
import { t } from "@lingui/core/macro"
import { type KeyboardEvent, type ReactNode, useId, useState } from "react"
import { digitOf } from "../editor-core/digits"
import type { LabelClass } from "../editor-core/types"
import { Dialog } from "../ui/Dialog"
import { Key, Swatch } from "./parts"

interface ClassFinderProps {
  readonly classes: readonly LabelClass[]
  readonly placeholder: string
  /** What is said of a class beside its name. */
  readonly noteOf?: (labelClass: LabelClass) => string
  /** `here`: with Shift. */
  readonly onPick: (labelClass: LabelClass, here: boolean) => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

export function ClassFinder({ classes, placeholder, noteOf, onPick, onClose, children }: ClassFinderProps) {
  const list = useId()
  const { query, type, fitting, at, go } = useTyped(classes)
  const pick = (labelClass: LabelClass | undefined, here: boolean) => {
    if (!labelClass) return
    onClose()
    onPick(labelClass, here)
  }
  const press = (event: KeyboardEvent) => {
    // Once something is typed a digit may be of the name.
    const digit = query === "" && /^\d$/.test(event.key) ? Number(event.key) : null
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by !== undefined) go(by)
    else if (event.key === "Enter") pick(fitting[at], event.shiftKey)
    else if (digit !== null) pick(fitting.find((_, index) => digitOf(fitting, index) === digit), event.shiftKey)
    else return
    event.preventDefault()
  }
  return (
    <Dialog label={t`Class`} className="picker" onClose={onClose}>
      <input
        className="ws-field"
        role="combobox"
        aria-label={t`Find a class`}
        aria-expanded={fitting.length > 0}
        aria-controls={list}
        aria-activedescendant={fitting.length > 0 ? `${list}-${at}` : undefined}
        placeholder={placeholder}
        value={query}
        onChange={({ target }) => type(target.value)}
        onKeyDown={press}
      />
      <Listing id={list} classes={fitting} at={at} noteOf={noteOf} onPick={pick} />
      {fitting.length === 0 && <p className="ws-dim">{t`No class has this in its name.`}</p>}
      {children}
    </Dialog>
  )
}

/** What was typed, the classes that fit it, and which of them is chosen. */
function useTyped(classes: readonly LabelClass[]) {
  const [{ query, at }, set] = useState({ query: "", at: 0 })
  const wanted = query.trim().toLowerCase()
  const fitting = classes.filter(({ name }) => name.toLowerCase().includes(wanted))
  const type = (text: string) => set({ query: text, at: 0 })
  const go = (by: number) => set({ query, at: Math.max(0, Math.min(at + by, fitting.length - 1)) })
  return { query, type, fitting, at, go }
}

interface ListingProps extends Pick<ClassFinderProps, "classes" | "onPick"> {
  readonly id: string
  readonly at: number
  readonly noteOf: ClassFinderProps["noteOf"]
}

function Listing({ id, classes, at, noteOf, onPick }: ListingProps) {
  return (
    <ul id={id} className="ws-classes" role="listbox" aria-label={t`Classes`}>
      {classes.map((labelClass, index) => (
        <li key={labelClass.id} role="presentation" className={index === at ? "on" : ""}>
          <button id={`${id}-${index}`} type="button" role="option" aria-selected={index === at} tabIndex={-1} onClick={(event) => onPick(labelClass, event.shiftKey)}>
            <Digit digit={digitOf(classes, index)} />
            <Swatch slot={labelClass.color} />
            <span className="ws-grow ws-cut">{labelClass.name}</span>
            {noteOf && <span className="ws-dim">{noteOf(labelClass)}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}

function Digit({ digit }: { digit: number | null }) {
  return digit === null ? <span className="ws-kbd none" /> : <Key>{digit}</Key>
}
