/** Several selected labels: what can be done with all of them in one step. */
import { msg } from "@lingui/core/macro"
import { Plural, Trans } from "@lingui/react/macro"
import { command } from "../editor-core/commands/registry"
import { said, type Words } from "../editor-core/words"
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
        <h2 className="ws-cut"><Plural value={chosen.length} one="# label selected" other="# labels selected" /></h2>
      </div>
      <div className="ws-row tight wrap">
        <button type="button" className="ws-button" onClick={() => editor.set({ picker: true })}>
          <Trans>Change class</Trans>
        </button>
        {offered.map((id) => (
          <Deed key={id} id={id} />
        ))}
      </div>
    </section>
  )
}

const NAMES: Readonly<Record<(typeof OFFERED)[number], Words>> = {
  copy: msg`Copy`,
  duplicate: msg`Duplicate`,
  number: msg`Group`,
  ungroup: msg`Ungroup`,
  lock: msg`Lock or unlock`,
  unsee: msg`Hide or show`,
  accept: msg`Accept`,
  reject: msg`Reject`,
  delete: msg`Delete`,
}

function Deed({ id }: { id: (typeof OFFERED)[number] }) {
  const editor = useEditor()
  const key = useKeyOf(id)
  const { run, label, when } = command(id)
  return (
    <button type="button" className="ws-button" data-command={id} title={said(label)} disabled={when !== undefined && !when(editor)} onClick={() => run(editor, key)}>
      {said(NAMES[id])} {key && <Key>{key}</Key>}
    </button>
  )
}
