/** The tools that this project has classes for, each with its key. */
import { t } from "@lingui/core/macro"
import {
  IconArrowUpRight,
  IconBrush,
  IconCircle,
  IconFocusCentered,
  IconHelp,
  IconLine,
  IconMessageCircle,
  IconPointer,
  IconPolygon,
  IconSearch,
  IconSparkles,
  IconSquare,
  IconWand,
  IconStretching,
} from "@tabler/icons-react"
import type { ReactNode } from "react"
import { command } from "../editor-core/commands/registry"
import { TOOLS } from "../editor-core/tools/registry"
import type { ToolId } from "../editor-core/viewState"
import { said } from "../editor-core/words"
import { useEditor, useView } from "./context"
import { named, useKeyOf } from "./shortcuts"

const ICON = { size: 18, stroke: 1.6 } as const
const TOOL_ICONS: Readonly<Record<ToolId, ReactNode>> = {
  select: <IconPointer {...ICON} />,
  box: <IconSquare {...ICON} />,
  polygon: <IconPolygon {...ICON} />,
  polyline: <IconLine {...ICON} />,
  ellipse: <IconCircle {...ICON} />,
  keypoint: <IconFocusCentered {...ICON} />,
  vector: <IconArrowUpRight {...ICON} />,
  skeleton: <IconStretching {...ICON} />,
  mask: <IconBrush {...ICON} />,
  assist: <IconWand {...ICON} />,
}

export function ToolRail() {
  const editor = useEditor()
  const active = useView((state) => state.tool)
  const guesses = useView((state) => state.guesses)
  // Box is the tool that a project without shapes is told about.
  const draws = (id: ToolId) => id === "select" || id === "box" || editor.classesOf(id === "assist" ? "polygon" : id).length > 0
  const tools = TOOLS.filter(({ id }) => draws(id))
  return (
    <nav className="ws-rail" aria-label={t`Tools`}>
      {tools.map(({ id }) => (
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
      <Tool id="palette">
        <IconSearch {...ICON} />
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
  const { label, run } = command(id)
  const key = useKeyOf(id)
  return (
    <button
      type="button"
      className={`ws-tool${pressed ? " on" : ""}${model ? " model" : ""}`}
      data-command={id}
      aria-label={named(label, key)}
      title={said(label)}
      aria-pressed={pressed}
      onClick={() => run(editor, key)}
    >
      {children}
      <kbd>{key.replace("Shift+", "⇧").replace("Ctrl+", "⌃")}</kbd>
    </button>
  )
}
