/** What is being drawn and is no label yet: an outline's places, the brush, the crosshair. */
import type { Editor } from "../editor-core/editor"
import { pathOf, placeOf } from "../editor-core/shapes/outline"
import { useEditor, useView } from "./context"
import { classColor } from "./parts"

const [DOT_PX, ARM_PX] = [4, 14]

export function Drafting({ pixel }: { pixel: number }) {
  const editor = useEditor()
  const tool = useView((state) => state.tool)
  const pointer = useView((state) => state.pointer)
  const brush = useView((state) => state.brush)
  return (
    <g style={{ "--c": colorOf(editor) }}>
      <DraftOutline pixel={pixel} />
      {tool === "mask" && pointer && (
        <circle className={brush.erases ? "brush erases" : "brush"} cx={pointer.x} cy={pointer.y} r={brush.radius} />
      )}
      <Crosshair pixel={pixel} />
    </g>
  )
}

function colorOf(editor: Editor): string {
  const { tool } = editor.state
  const kind = tool === "assist" ? "polygon" : tool
  return classColor((kind === "select" ? undefined : editor.drawing(kind))?.color ?? 1)
}

function DraftOutline({ pixel }: { pixel: number }) {
  const draft = useView((state) => state.draft)
  const pointer = useView((state) => state.pointer)
  const [first] = draft?.places ?? []
  if (!draft || !first) return null
  const places = [...draft.places, ...(pointer ? [pointer] : [])].map(placeOf)
  return (
    <>
      <path className="draft" d={pathOf(places, false)} />
      {draft.places.map(({ x, y }, at) => (
        <circle key={at} className={at === 0 ? "handle vertex held" : "handle vertex"} cx={x} cy={y} r={DOT_PX * pixel} />
      ))}
    </>
  )
}

function Crosshair({ pixel }: { pixel: number }) {
  const crosshair = useView((state) => state.crosshair)
  if (!crosshair) return null
  const { x, y } = crosshair
  const arm = ARM_PX * pixel
  const path = `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`
  return (
    <>
      <path className="crosshair under" d={path} />
      <path className="crosshair" d={path} />
    </>
  )
}
