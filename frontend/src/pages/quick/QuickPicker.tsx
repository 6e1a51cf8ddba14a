/** The picker of classes in quick-tag mode: type a name, Enter tags the clip. */
import { t } from "@lingui/core/macro"
import { useState } from "react"
import { Dialog } from "../../ui/Dialog"
import { Key, Swatch } from "../../editor/parts"
import { tag, toggle } from "../../editor-core/quick/acts"
import type { Deck } from "../../editor-core/quick/deck"
import type { LabelClass } from "../../editor-core/types"

export function QuickPicker({ deck, onClose }: { deck: Deck; onClose: () => void }) {
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const fitting = deck.tags.filter(({ name }) => name.toLowerCase().includes(query.trim().toLowerCase()))
  const choose = (id: number | undefined, stay: boolean) => {
    if (id === undefined) return
    onClose()
    ;(stay ? toggle : tag)(deck, id)
  }
  const press = (key: string, shift: boolean): boolean => {
    if (key === "Enter") choose(fitting[at]?.id, shift)
    else if (key === "ArrowDown") setAt(Math.min(at + 1, fitting.length - 1))
    else if (key === "ArrowUp") setAt(Math.max(at - 1, 0))
    else return false
    return true
  }
  return (
    <Dialog label={t`Class`} className="picker" onClose={onClose}>
      <input
        className="ws-field"
        aria-label={t`Find a class`}
        placeholder={t`Type a name, Enter tags the clip`}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (press(event.key, event.shiftKey)) event.preventDefault()
        }}
      />
      <ul className="ws-classes" role="listbox" aria-label={t`Classes`}>
        {fitting.map((one, index) => (
          <Option key={one.id} labelClass={one} chosen={index === at} onPick={choose} />
        ))}
      </ul>
      {fitting.length === 0 && <p className="ws-dim">{t`No class has this in its name.`}</p>}
    </Dialog>
  )
}

interface OptionProps {
  readonly labelClass: LabelClass
  readonly chosen: boolean
  readonly onPick: (id: number, stay: boolean) => void
}

function Option({ labelClass: { id, name, color, hotkey }, chosen, onPick }: OptionProps) {
  return (
    <li role="presentation" className={chosen ? "on" : ""}>
      <button type="button" role="option" aria-selected={chosen} tabIndex={-1} onClick={(event) => onPick(id, event.shiftKey)}>
        {hotkey === null ? <span className="ws-kbd none" /> : <Key>{hotkey}</Key>}
        <Swatch slot={color} />
        <span className="ws-grow ws-cut">{name}</span>
      </button>
    </li>
  )
}
