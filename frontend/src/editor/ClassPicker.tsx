/** The class picker: type a name or press its digit; for the selection, else for the tool. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { useState } from "react"
import { applyClass } from "../editor-core/commands/label"
import type { Editor } from "../editor-core/editor"
import { becomeFrom, becomeWhole } from "../editor-core/joining"
import { shapeOfKind } from "../editor-core/shapes/registry"
import type { LabelClass } from "../editor-core/types"
import { said } from "../editor-core/words"
import { Dialog } from "../ui/Dialog"
import { useEditor, useView } from "./context"
import { Key, Swatch } from "./parts"

export function ClassPicker() {
  const open = useView((state) => state.picker)
  return open ? <Picker /> : null
}

function Picker() {
  const editor = useEditor()
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const fitting = fittingClasses(editor, query)
  const press = (key: string, here: boolean): boolean => {
    const digit = /^\d$/.test(key) ? Number(key) : null
    if (key === "Enter") pick(editor, fitting[at], here)
    else if (key === "ArrowDown") setAt(Math.min(at + 1, fitting.length - 1))
    else if (key === "ArrowUp") setAt(Math.max(at - 1, 0))
    else if (digit !== null) pick(editor, fitting.find(({ hotkey }) => hotkey === digit) ?? fitting[digit - 1])
    else return false
    return true
  }
  return (
    <Dialog label={t`Class`} className="picker" onClose={() => editor.set({ picker: false })}>
      <input
        className="ws-field"
        aria-label={t`Find a class`}
        placeholder={editor.selected ? t`Change class: type or press a digit` : t`Type or press a digit`}
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
        {fitting.map((labelClass, index) => (
          <Option key={labelClass.id} labelClass={labelClass} index={index} chosen={index === at} />
        ))}
      </ul>
      {editor.selected && editor.selected.kind !== "tag" && <Hint />}
    </Dialog>
  )
}

function Hint() {
  return (
    <p className="ws-dim">
      <Trans><Key>Shift</Key> + <Key>Enter</Key> or click: from this frame on</Trans>
    </p>
  )
}

function Option({ labelClass, index, chosen }: { labelClass: LabelClass; index: number; chosen: boolean }) {
  const editor = useEditor()
  return (
    <li className={chosen ? "on" : ""} role="presentation">
      <button type="button" role="option" aria-selected={chosen} tabIndex={-1} onClick={(event) => pick(editor, labelClass, event.shiftKey)}>
        <Key>{labelClass.hotkey ?? index + 1}</Key>
        <Swatch slot={labelClass.color} />
        <span className="ws-grow ws-cut">{labelClass.name}</span>
        <span className="ws-dim">{labelClass.kind === "tag" ? t`Tag` : said(shapeOfKind(labelClass.kind).name)}</span>
      </button>
    </li>
  )
}

/** Classes that something of the selection may become; without one, all. */
function fittingClasses({ desk, chosen }: Editor, query: string): LabelClass[] {
  const wanted = query.toLowerCase()
  const kinds = new Set(chosen.map(({ kind }) => kind))
  return desk.classes.filter(
    ({ archived, kind, name }) => !archived && (kinds.size === 0 || kinds.has(kind)) && name.toLowerCase().includes(wanted),
  )
}

/** Take a class for the selection, `here` only from this frame on; without a selection, for what comes next. */
function pick(editor: Editor, labelClass: LabelClass | undefined, here = false): void {
  if (!labelClass) return
  const { selected, chosen } = editor
  editor.set({ picker: false })
  if (!selected) applyClass(editor, labelClass)
  else if (chosen.length > 1) becomeAll(editor, labelClass)
  else if (here && selected.kind !== "tag") {
    editor.change(t`Make it ${labelClass.name} from here on`, becomeFrom(editor.store.view, selected, editor.frame, labelClass))
  } else editor.change(t`Make it ${labelClass.name}`, [becomeWhole(selected, labelClass)])
}

/** All that is selected and of that kind becomes that class; says what cannot. */
function becomeAll(editor: Editor, labelClass: LabelClass): void {
  const fitting = editor.chosen.filter(({ kind }) => kind === labelClass.kind)
  const left = editor.chosen.length - fitting.length
  editor.change(t`Make ${fitting.length} labels ${labelClass.name}`, fitting.map((record) => becomeWhole(record, labelClass)))
  if (left > 0) editor.say(t`${left} of what is selected cannot be ${labelClass.name}, and stay what they are`)
}
