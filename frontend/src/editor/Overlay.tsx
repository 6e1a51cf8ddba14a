/** Shapes on the picture, in pixels of the picture. */
import { memo, useEffect } from "react"
import { sorted, shapeAt, shapeOn } from "../editor-core/interpolate"
import { shapeOf } from "../editor-core/shapes/registry"
import type { Bounds } from "../editor-core/shapes/shape"
import type { Annotation, LabelClass } from "../editor-core/types"
import { useEditor, usePlayer, useRecords, useView } from "./context"
import { Drafting } from "./Drafting"
import { Handles } from "./Handles"
import { classColor } from "./parts"
import "./shapes.css"

/** `pixel` is the size of a screen pixel in pixels of the picture. */
export function Overlay({ pixel }: { pixel: number }) {
  const editor = useEditor()
  useRecords()
  usePlayer(({ shown }) => shown)
  const selected = useView((state) => state.selected)
  useView((state) => state.overlays)
  useView((state) => state.guesses)
  useView((state) => state.unseen)
  useView((state) => state.unseenClasses)
  useEffect(() => {
    editor.hand.pixel = pixel
  }, [editor, pixel])
  const { frame, clip } = editor
  const shapes = editor.shapesAt(frame)
  const chosen = shapes.find(({ id }) => id === selected)
  const drawing = (record: Annotation) => ({ record, labelClass: editor.classOf(record.class_id), frame, chosen: record === chosen })
  const drawn = (record: Annotation) => <Outline key={record.id} {...drawing(record)} pixel={pixel} />
  const view = { viewBox: `0 0 ${clip.width} ${clip.height}`, "aria-hidden": true, className: "ws-shapes" }
  return (
    <>
      <svg {...view}>{shapes.map((record) => record !== chosen && drawn(record))}</svg>
      {/* Apart from the others, so that a drag paints nothing but what is dragged. */}
      <svg {...view}>
        {chosen && drawn(chosen)}
        {chosen && <Handles record={chosen} pixel={pixel} />}
        <Drafting pixel={pixel} />
      </svg>
      {shapes.map((record) => (
        <Label key={record.id} {...drawing(record)} width={clip.width} height={clip.height} />
      ))}
    </>
  )
}

interface Drawn {
  readonly record: Annotation
  readonly labelClass: LabelClass | undefined
  readonly frame: number
  readonly chosen: boolean
}

const NO_EDGES = [] as const

const Outline = memo(function Outline({ record, labelClass, frame, pixel, chosen }: Drawn & { pixel: number }) {
  const geometry = shapeAt(sorted(record.keyframes), frame)
  const shape = shapeOf(geometry)
  const style = { "--c": classColor(labelClass?.color ?? 1) }
  const path = shape.path(geometry, pixel, labelClass?.skeleton?.edges ?? NO_EDGES)
  return <path className={`${lookOf(record, frame, chosen)} ${shape.kind}${shape.closed ? "" : " open"}`} style={style} d={path} />
})

function lookOf(record: Annotation, frame: number, chosen: boolean): "selected" | "model" | "key" | "between" {
  if (chosen) return "selected"
  if (record.source === "model") return "model"
  return record.keyframes[frame] ? "key" : "between"
}

const Label = memo(function Label({ record, labelClass, frame, chosen, width, height }: Drawn & Pick<Bounds, "width" | "height">) {
  const look = lookOf(record, frame, chosen)
  const geometry = look === "between" ? null : shapeOn(record, frame)
  if (!geometry) return null
  const bounds = shapeOf(geometry).bounds(geometry)
  const below = bounds.y / height < 0.05
  const style = {
    "--c": classColor(labelClass?.color ?? 1),
    left: `${(bounds.x / width) * 100}%`,
    top: `${((below ? bounds.y + bounds.height : bounds.y) / height) * 100}%`,
  }
  return (
    <span className={`ws-label ${look}${below ? " below" : ""}`} style={style}>
      {labelClass?.name ?? shapeOf(geometry).name}
      {record.instance !== null && ` ${record.instance}`}{" "}
      {record.source === "model" && record.confidence !== null && <b>{record.confidence.toFixed(2)}</b>}
    </span>
  )
})
