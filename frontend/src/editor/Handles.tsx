/** The places of the selected shape that can be dragged. */
import { shapeOn } from "../editor-core/interpolate"
import { shapeOf } from "../editor-core/shapes/registry"
import type { Handle } from "../editor-core/shapes/shape"
import type { Annotation } from "../editor-core/types"
import { useEditor, useView } from "./context"

const CORNER_PX = 8
const DOT_PX = { vertex: 4.5, middle: 3, turn: 5, covered: 4.5, absent: 4 }

export function Handles({ record, pixel }: { record: Annotation; pixel: number }) {
  const { frame } = useEditor()
  const held = useView((state) => state.handle)
  const locked = useView((state) => state.locked.has(record.id) || state.lockedClasses.has(record.class_id))
  const geometry = locked ? null : shapeOn(record, frame)
  if (!geometry) return null
  return shapeOf(geometry)
    .handles(geometry, pixel)
    .map((handle) => <Grip key={handle.name} handle={handle} pixel={pixel} held={handle.name === held} />)
}

function Grip({ handle: { name, look, cursor, x, y }, pixel, held }: { handle: Handle; pixel: number; held: boolean }) {
  const className = `handle ${look}${held ? " held" : ""}`
  if (look !== "corner") {
    return <circle className={className} style={{ cursor }} data-handle={name} cx={x} cy={y} r={DOT_PX[look] * pixel} />
  }
  const size = CORNER_PX * pixel
  const place = { x: x - size / 2, y: y - size / 2, width: size, height: size, rx: 1.5 * pixel }
  return <rect className={className} style={{ cursor }} data-handle={name} {...place} />
}
