/** The tools, each with its key. */
import { IconHelp, IconMessageCircle, IconPointer, IconSparkles, IconSquare } from "@tabler/icons-react"
import type { ReactNode } from "react"
import { command } from "../editor-core/commands/registry"
import { TOOLS } from "../editor-core/tools/registry"
import { useEditor, useView } from "./context"

const ICON = { size: 18, stroke: 1.6 } as const
const TOOL_ICONS = { select: <IconPointer {...ICON} />, box: <IconSquare {...ICON} /> }

export function ToolRail() {
  const active = useView((state) => state.tool)
  const guesses = useView((state) => state.guesses)
  return (
    <nav className="ws-rail" aria-label="Tools">
      {TOOLS.map(({ id }) => (
        <Tool key={id} id={id} pressed={active === id}>
          {TOOL_ICONS[id]}
        </Tool>
      ))}
      <span className="ws-divider" />
      <Tool id="comment">
        <IconMessageCircle {...ICON} />
      </Tool>
      <span className="ws-grow" />
      <Tool id="guesses" pressed={guesses} model>
        <IconSparkles {...ICON} />
      </Tool>
      <Tool id="help">
        <IconHelp {...ICON} />
      </Tool>
    </nav>
  )
}

interface ToolProps {
  readonly id: string
  readonly children: ReactNode
  readonly pressed?: boolean
  readonly model?: boolean
}

function Tool({ id, children, pressed, model }: ToolProps) {
  const editor = useEditor()
  const { label, keys, run } = command(id)
  const key = keys[0] ?? ""
  return (
    <button
      type="button"
      className={`ws-tool${pressed ? " on" : ""}${model ? " model" : ""}`}
      aria-label={`${label}, key ${key}`}
      title={label}
      aria-pressed={pressed}
      onClick={() => run(editor, key)}
    >
      {children}
      <kbd>{key}</kbd>
    </button>
  )
}
