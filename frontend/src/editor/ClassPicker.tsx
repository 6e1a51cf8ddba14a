/** The class picker: type a name or press its digit; for the selection, else for the tool. */
import { useState } from "react"
import { applyClass } from "../editor-core/commands/label"
import { update } from "../editor-core/edits"
import type { LabelClass } from "../editor-core/types"
import { useEditor, useView } from "./context"
import { Dialog } from "./Dialog"
import { Key, Swatch } from "./parts"

export function ClassPicker() {
  const open = useView((state) => state.picker)
  return open ? <Picker /> : null
}

function Picker() {
  const editor = useEditor()
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const { selected } = editor
  const fitting = editor.desk.classes.filter(
    ({ archived, kind, name }) =>
      !archived && (!selected || kind === selected.kind) && name.toLowerCase().includes(query.toLowerCase()),
  )
  const close = () => editor.set({ picker: false })
  const pick = (labelClass: LabelClass | undefined) => {
    if (!labelClass) return
    close()
    if (selected) editor.change(`Make it ${labelClass.name}`, [update(selected, { class_id: labelClass.id })])
    else applyClass(editor, labelClass)
  }
  const press = (key: string) => {
    if (key === "Enter") pick(fitting[at])
    else if (key === "ArrowDown") setAt(Math.min(at + 1, fitting.length - 1))
    else if (key === "ArrowUp") setAt(Math.max(at - 1, 0))
    else if (/^\d$/.test(key)) pick(fitting.find(({ hotkey }) => hotkey === Number(key)) ?? fitting[Number(key) - 1])
    else return false
    return true
  }
  return (
    <Dialog label={selected ? "Class of the selected label" : "Class"} className="picker" onClose={close}>
      <input
        className="ws-field"
        aria-label="Find a class"
        placeholder={selected ? "Change class: type or press a digit" : "Type or press a digit"}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (press(event.key)) event.preventDefault()
        }}
      />
      <ul className="ws-classes" role="listbox" aria-label="Classes">
        {fitting.map((labelClass, index) => (
          <li key={labelClass.id} className={index === at ? "on" : ""} role="option" aria-selected={index === at}>
            <button type="button" tabIndex={-1} onClick={() => pick(labelClass)}>
              <Key>{labelClass.hotkey ?? index + 1}</Key>
              <Swatch slot={labelClass.color} />
              <span className="ws-grow ws-cut">{labelClass.name}</span>
              <span className="ws-dim">{labelClass.kind === "tag" ? "Tag" : "Box"}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
