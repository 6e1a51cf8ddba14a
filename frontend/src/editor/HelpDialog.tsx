/** All shortcuts, to be searched. */
import { useState } from "react"
import type { Command, Group } from "../editor-core/commands/command"
import { COMMANDS } from "../editor-core/commands/registry"
import { useEditor, useView } from "./context"
import { Dialog } from "./Dialog"
import { Key } from "./parts"

const GROUPS: readonly Group[] = ["Play", "Move", "Label", "Draw", "Decide", "View", "Work"]

export function HelpDialog() {
  const editor = useEditor()
  const open = useView((state) => state.help)
  const [query, setQuery] = useState("")
  if (!open) return null
  const close = () => editor.set({ help: false })
  const wanted = query.toLowerCase()
  const fits = ({ label, keys }: Command) =>
    label.toLowerCase().includes(wanted) || keys.some((key) => key.toLowerCase() === wanted)
  return (
    <Dialog label="Shortcuts" className="help" onClose={close}>
      <div className="ws-head">
        <h2 className="ws-grow">Shortcuts</h2>
        <input
          className="ws-field"
          aria-label="Find a shortcut"
          placeholder="Find a shortcut"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className="ws-help">
        {GROUPS.map((group) => (
          <Section key={group} name={group} commands={COMMANDS.filter((each) => each.group === group && fits(each))} />
        ))}
      </div>
    </Dialog>
  )
}

function Section({ name, commands }: { name: string; commands: readonly Command[] }) {
  if (commands.length === 0) return null
  return (
    <section>
      <h3>{name}</h3>
      <dl>
        {commands.map(({ id, label, keys }) => (
          <div key={id}>
            <dt>{label}</dt>
            <dd>
              {shortened(keys).map((key) => (
                <Key key={key}>{key}</Key>
              ))}
              {keys.length === 0 && <span className="ws-dim">in a menu</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Ten digits are one range. */
function shortened(keys: readonly string[]): readonly string[] {
  const digits = keys.length === 10
  return digits ? [`${keys[0] ?? ""} – ${keys[9] ?? ""}`] : keys
}
