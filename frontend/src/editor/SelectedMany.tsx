/** Several selected labels: what can be done with all of them in one step. */
import { command } from "../editor-core/commands/registry"
import { useEditor, useRecords, useView } from "./context"
import { Key } from "./parts"
import { useKeyOf } from "./shortcuts"

const OFFERED = ["copy", "duplicate", "number", "ungroup", "lock", "unsee", "accept", "reject", "delete"] as const

export function SelectedMany() {
  const editor = useEditor()
  useRecords()
  useView((state) => state.others)
  const { chosen } = editor
  const guesses = chosen.some(({ source }) => source === "model")
  const offered = OFFERED.filter((id) => guesses || (id !== "accept" && id !== "reject"))
  return (
    <section className="ws-selected">
      <div className="ws-head">
        <h2 className="ws-cut">{chosen.length} labels selected</h2>
      </div>
      <div className="ws-row tight wrap">
        <button type="button" className="ws-button" onClick={() => editor.set({ picker: true })}>
          Change class
        </button>
        {offered.map((id) => (
          <Deed key={id} id={id} />
        ))}
      </div>
    </section>
  )
}

const NAMES: Readonly<Record<(typeof OFFERED)[number], string>> = {
  copy: "Copy",
  duplicate: "Duplicate",
  number: "Group",
  ungroup: "Ungroup",
  lock: "Lock or unlock",
  unsee: "Hide or show",
  accept: "Accept",
  reject: "Reject",
  delete: "Delete",
}

function Deed({ id }: { id: (typeof OFFERED)[number] }) {
  const editor = useEditor()
  const key = useKeyOf(id)
  const { run, label, when } = command(id)
  return (
    <button type="button" className="ws-button" title={label} disabled={when !== undefined && !when(editor)} onClick={() => run(editor, key)}>
      {NAMES[id]} {key && <Key>{key}</Key>}
    </button>
  )
}
