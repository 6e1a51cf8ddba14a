/** Shapes on the picture, in pixels of the picture. */
import { memo, type ReactNode, useEffect, useMemo } from "react"
import { subject } from "../editor-core/edits"
import { sorted, shapeAt, shapeOn } from "../editor-core/interpolate"
import { existsAt } from "../editor-core/records"
import { shapeOf } from "../editor-core/shapes/registry"
import type { Bounds } from "../editor-core/shapes/shape"
import { isImported } from "../editor-core/timeline/drawImported"
import type { Annotation, LabelClass } from "../editor-core/types"
import { said } from "../editor-core/words"
import { later } from "../ui/later"
import { decimal } from "../ui/words"
import { useEditor, usePlayer, useRecords, useView } from "./context"
import { Handles } from "./Handles"
import { classColor } from "./parts"
import "./shapes.css"

const Drafting = later(async () => (await import("./Drafting")).Drafting)

/** `pixel` is the size of a screen pixel in pixels of the picture. */
export function Overlay({ pixel }: { pixel: number }) {
  const editor = useEditor()
  const frame = usePlayer(({ shown }) => shown)
  const others = useView((state) => state.others)
  const { still, moving } = useShapes(frame)
  const selected = useView((state) => state.selected)
  useEffect(() => {
    editor.pixel = pixel
  }, [editor, pixel])
  const chosen = moving.find(({ id }) => id === selected)
  return (
    <>
      <Shapes shapes={still} others={others} frame={frame} pixel={pixel} />
      {/* Apart from the others, so that a drag draws and paints nothing but what is dragged. */}
      <Shapes shapes={moving} others={others} frame={frame} pixel={pixel} chosen={chosen}>
        {chosen && others.size === 0 && <Handles record={chosen} pixel={pixel} />}
        <Band />
        <Drafting pixel={pixel} />
      </Shapes>
    </>
  )
}

/** The shapes of a frame: those that lie still, the same ones for as long as nothing else changes, and the others. */
function useShapes(frame: number): { still: readonly Annotation[]; moving: readonly Annotation[] } {
  const editor = useEditor()
  useRecords()
  const selected = useView((state) => state.selected)
  const dragged = useView(({ preview }) => preview.map(subject).join())
  const offered = useView(({ suggestion }) => suggestion?.record?.id ?? "")
  const overlays = useView((state) => state.overlays)
  const guesses = useView((state) => state.guesses)
  const unseen = useView((state) => state.unseen)
  const unseenClasses = useView((state) => state.unseenClasses)
  const solo = useView((state) => state.solo)
  const { view } = editor.store
  const apart = useMemo(() => new Set([...dragged.split(","), selected ?? "", offered]), [dragged, selected, offered])
  const still = useMemo(
    () => editor.shapesAt(frame).filter(({ id }) => !apart.has(id)),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- which shapes there are hangs on all of these
    [editor, frame, apart, view, overlays, guesses, unseen, unseenClasses, solo],
  )
  const isHere = (record: Annotation) => record.kind !== "tag" && existsAt(record, frame) && editor.isSeen(record)
  const moving = overlays ? [...apart].flatMap((id) => editor.records.get(id) ?? []).filter(isHere) : []
  return { still, moving: moving.sort((a, b) => a.z - b.z) }
}

interface ShapesProps {
  readonly shapes: readonly Annotation[]
  readonly others: ReadonlySet<string>
  readonly frame: number
  readonly pixel: number
  readonly chosen?: Annotation | undefined
  readonly children?: ReactNode
}

const Shapes = memo(function Shapes({ shapes, others, frame, pixel, chosen, children }: ShapesProps) {
  const editor = useEditor()
  const { width, height } = editor.clip
  const drawing = (record: Annotation) => ({
    record,
    labelClass: editor.classOf(record.class_id),
    frame,
    chosen: record === chosen || others.has(record.id),
  })
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden className="ws-shapes">
        {shapes.map((record) => (
          <Outline key={record.id} {...drawing(record)} pixel={pixel} />
        ))}
        {children}
      </svg>
      {shapes.map((record) => (
        <Label key={record.id} {...drawing(record)} width={width} height={height} />
      ))}
    </>
  )
})

/** What a drag over the picture will select. */
function Band() {
  const band = useView((state) => state.band)
  return band && <rect className="band" x={band.x} y={band.y} width={band.width} height={band.height} />
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
  const arrow = isImported(record) ? arrowBeside(shape.bounds(geometry), pixel) : ""
  const path = shape.path(geometry, pixel, labelClass?.skeleton?.edges ?? NO_EDGES) + arrow
  return <path className={`${lookOf(record, frame, chosen)} ${shape.kind}${shape.closed ? "" : " open"}`} style={style} d={path} />
})

/** A small arrow at the upper right of what was imported, of one path with it. */
function arrowBeside({ x, y, width }: Bounds, pixel: number): string {
  const [left, high, side] = [x + width + 6 * pixel, 8 * pixel, 3 * pixel]
  return `M${left} ${y}v${high}M${left - side} ${y + high - side}l${side} ${side}l${side} ${-side}`
}

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
      {labelClass?.name ?? said(shapeOf(geometry).name)}
      {record.instance !== null && ` ${record.instance}`}{" "}
      {record.source === "model" && record.confidence !== null && <b>{decimal(record.confidence, 2)}</b>}
    </span>
  )
})
