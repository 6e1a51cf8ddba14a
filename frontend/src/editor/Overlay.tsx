/** Boxes on the picture, in item pixels. */
import { boxAt, sorted } from "../editor-core/interpolate"
import { HANDLES, handleAt } from "../editor-core/tools/geometry"
import type { Annotation, Geometry } from "../editor-core/types"
import { useEditor, usePlayer, useRecords, useView } from "./context"

const HANDLE_PX = 8

interface Shape {
  readonly record: Annotation
  readonly box: Geometry
  readonly look: "selected" | "model" | "key" | "between"
  readonly color: string
  readonly name: string
}

/** `pixel` is the size of a screen pixel in item pixels. */
export function Overlay({ pixel }: { pixel: number }) {
  const editor = useEditor()
  useRecords()
  usePlayer(({ shown }) => shown)
  const selected = useView((state) => state.selected)
  useView((state) => state.overlays)
  useView((state) => state.guesses)
  const { frame, clip } = editor
  const shapes = editor.boxesAt(frame).map((record): Shape => {
    const labelClass = editor.classOf(record.class_id)
    const look =
      record.id === selected
        ? "selected"
        : record.source === "model"
          ? "model"
          : record.keyframes[frame]
            ? "key"
            : "between"
    const color = `var(--class-${(((labelClass?.color ?? 1) - 1) % 12) + 1})`
    const name = `${labelClass?.name ?? "Box"}${record.instance === null ? "" : ` ${record.instance}`}`
    return { record, box: boxAt(sorted(record.keyframes), frame), look, color, name }
  })
  const chosen = shapes.find(({ look }) => look === "selected")
  return (
    <>
      <svg className="ws-shapes" viewBox={`0 0 ${clip.width} ${clip.height}`} aria-hidden="true">
        {shapes.map(({ record, box, look, color }) => (
          <rect key={record.id} className={look} style={{ "--c": color }} {...sides(box)} />
        ))}
        {chosen && <Handles box={chosen.box} pixel={pixel} />}
      </svg>
      {shapes
        .filter(({ look }) => look !== "between")
        .map((shape) => (
          <Label key={shape.record.id} shape={shape} width={clip.width} height={clip.height} />
        ))}
    </>
  )
}

function sides({ x, y, width, height }: Geometry) {
  return { x, y, width, height }
}

function Handles({ box, pixel }: { box: Geometry; pixel: number }) {
  const size = HANDLE_PX * pixel
  return HANDLES.map((handle) => {
    const { x, y } = handleAt(box, handle)
    return (
      <rect
        key={handle.name}
        className={`handle at-${handle.name}`}
        x={x - size / 2}
        y={y - size / 2}
        width={size}
        height={size}
        rx={1.5 * pixel}
      />
    )
  })
}

function Label({ shape, width, height }: { shape: Shape; width: number; height: number }) {
  const { box, look, color, name, record } = shape
  const below = box.y / height < 0.05
  const style = {
    "--c": color,
    left: `${(box.x / width) * 100}%`,
    top: `${((below ? box.y + box.height : box.y) / height) * 100}%`,
  }
  return (
    <span className={`ws-label ${look}${below ? " below" : ""}`} style={style}>
      {name} {record.source === "model" && record.confidence !== null && <b>{record.confidence.toFixed(2)}</b>}
    </span>
  )
}
