/** The picture with what was drawn before and what was sent. */
import { t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import type { CSSProperties, PointerEvent } from "react"
import { Screen } from "../../editor/Screen"
import { shapeOn } from "../../editor-core/interpolate"
import { existsAt } from "../../editor-core/records"
import { shapeOf } from "../../editor-core/shapes/registry"
import type { Bounds } from "../../editor-core/shapes/shape"
import type { Annotation, LabelClass } from "../../editor-core/types"
import { decimal } from "../../ui/words"
import { type Difference, nameOf, overlapAt } from "./differences"
import { moved } from "./sight"
import { type Review, usePlaying } from "./useReview"

interface Shape {
  readonly key: string
  readonly path: string
  readonly box: Bounds
  readonly look: "same" | "old" | "new" | "gone"
  readonly label: string | null
}

export function ReviewPicture({ review }: { review: Review }) {
  const { player, facts, view, set, sound } = review
  const { zoom, x, y } = view.sight
  const frame = usePlaying(player, ({ shown }) => shown)
  const shapes = view.overlays ? shapesOf(review, frame) : []
  const style = { "--ratio": facts.width / facts.height, aspectRatio: `${facts.width} / ${facts.height}`, "--zoom": zoom, translate: `${x * 100}% ${y * 100}%` } as CSSProperties
  const pan = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0 || zoom === 1) return
    const { width, height } = event.currentTarget.getBoundingClientRect()
    set({ sight: moved(view.sight, event.movementX / width, event.movementY / height) })
  }
  return (
    <div className="rv-picture" data-mantine-color-scheme="dark" onPointerDown={() => set({ region: "canvas" })}>
      <div className={zoom > 1 ? "rv-stage near" : "rv-stage"} style={style} onPointerMove={pan}>
        <Screen player={player} muted={!sound} />
        <svg viewBox={`0 0 ${facts.width} ${facts.height}`} aria-hidden="true">
          {shapes.map(({ key, path, look }) => (
            <path key={key} className={look} d={path} />
          ))}
        </svg>
        {shapes.map((shape) => shape.label !== null && <Label key={shape.key} shape={shape} review={review} />)}
      </div>
      <Legend review={review} frame={frame} />
    </div>
  )
}

function Label({ shape: { box, label }, review: { facts } }: { shape: Shape; review: Review }) {
  const below = box.y / facts.height < 0.06
  const style = { left: `${(box.x / facts.width) * 100}%`, top: `${((below ? box.y + box.height : box.y) / facts.height) * 100}%` }
  return (
    <span className={below ? "rv-label below" : "rv-label"} style={style}>
      {label}
    </span>
  )
}

/** What the lines mean, where there are shapes; and how alike those of the focused change are. */
function Legend({ review: { view, differences, focused }, frame }: { review: Review; frame: number }) {
  if (view.mode !== "changes" || !view.overlays) return null
  const share = focused?.before && focused.after ? overlapAt(focused.before, focused.after, frame) : null
  return (
    <>
      {differences.some(({ shown }) => shown.kind !== "tag") && (
        <p className="rv-legend">
          <i className="old" aria-hidden /> <Trans>Before</Trans> <i className="new" aria-hidden /> {view.proposed.length > 0 ? t`Suggested` : t`Submitted`}
        </p>
      )}
      {share !== null && <p className="rv-legend right num"><Trans>overlap {decimal(share, 2)}</Trans></p>}
    </>
  )
}

function shapesOf(review: Review, frame: number): Shape[] {
  const { view, changes, differences } = review
  if (view.mode === "before") return plain(changes.before, review, frame)
  if (view.mode === "after") return plain(changes.after, review, frame)
  const changed = new Set(differences.map(({ id }) => id))
  const same = plain(changes.after.filter(({ id }) => !changed.has(id)), review, frame)
  return [...same.map((shape) => ({ ...shape, label: null })), ...differences.flatMap((each) => both(each, review, frame))]
}

function plain(records: readonly Annotation[], review: Review, frame: number): Shape[] {
  const seen = records.filter((record) => review.view.guesses || record.source !== "model")
  const { classes } = review.project
  return seen.flatMap((record) => one(record, frame, "same", nameOf(record, classes), classes))
}

/** A changed record as it was, and as it is. */
function both({ before, after, sign }: Difference, review: Review, frame: number): Shape[] {
  const { classes } = review.project
  const name = (record: Annotation) => `${sign} ${nameOf(record, classes)}`
  return [
    ...(before ? one(before, frame, after ? "old" : "gone", after ? null : name(before), classes) : []),
    ...(after ? one(after, frame, "new", name(after), classes) : []),
  ]
}

function one(record: Annotation, frame: number, look: Shape["look"], label: string | null, classes: readonly LabelClass[]): Shape[] {
  const geometry = record.negative || !existsAt(record, frame) ? null : shapeOn(record, frame)
  if (!geometry) return []
  const shape = shapeOf(geometry)
  const edges = classes.find(({ id }) => id === record.class_id)?.skeleton?.edges ?? []
  return [{ key: `${record.id} ${look}`, path: shape.path(geometry, 1, edges), box: shape.bounds(geometry), look, label }]
}
