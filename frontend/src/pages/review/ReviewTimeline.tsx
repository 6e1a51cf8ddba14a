/** The timeline of a review: what was, thin, above what is now. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { type CSSProperties, type PointerEvent, useEffect, useRef, useState } from "react"
import { sorted } from "../../editor-core/interpolate"
import { secondsAt } from "../../editor-core/frames/time"
import { ticksFor } from "../../editor-core/timeline/ruler"
import type { Annotation, Span } from "../../editor-core/types"
import { ClassSwatch } from "../../ui/parts"
import { clock } from "../../ui/words"
import { ChangeMark } from "./ChangeMark"
import { type Difference, movedKeyframes, nameOf } from "./differences"
import { type Review, usePlaying } from "./useReview"

export function ReviewTimeline({ review }: { review: Review }) {
  const { differences, changes, facts, player } = review
  const [lane, width] = useLaneWidth()
  const unchanged = changes.after.filter(({ id, negative }) => !negative && !differences.some((each) => each.id === id)).length
  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === "pointermove" && event.buttons !== 1) return
    const { left, width: wide } = lane.current?.getBoundingClientRect() ?? event.currentTarget.getBoundingClientRect()
    if (event.clientX < left) return
    player.seek(Math.floor(((event.clientX - left) / wide) * facts.frames))
  }
  return (
    <div className="rv-lanes" onPointerDown={scrub} onPointerMove={scrub}>
      <div className="rv-row head">
        <span className="rv-key">
          <i className="was" aria-hidden /> <Trans>was</Trans> <i className="now" aria-hidden /> <Trans>now</Trans>
        </span>
        <div ref={lane} className="rv-lane">
          <Ruler review={review} width={width} />
        </div>
      </div>
      {differences.map((difference, index) => (
        <Row key={difference.id} review={review} difference={difference} index={index} />
      ))}
      <div className="rv-row rest">
        <span className="t2">{differences.length === 0 && unchanged === 0 ? t`No labels` : plural(unchanged, { one: "# label unchanged", other: "# labels unchanged" })}</span>
        <div className="rv-lane" />
      </div>
      <Playhead review={review} />
    </div>
  )
}

function Ruler({ review: { facts }, width }: { review: Review; width: number }) {
  if (width === 0) return null
  const { major } = ticksFor(width / facts.frames, facts.rate)
  const frames = Array.from({ length: Math.ceil(facts.frames / major) }, (_, at) => at * major)
  return frames
    .filter((frame) => facts.frames - frame > major / 2 || frame === 0)
    .map((frame) => (
      <span key={frame} className="rv-tick num" style={{ left: percentOf(frame, facts.frames) }}>
        {clock(secondsAt(frame, facts))}
        <i><Trans>f{frame}</Trans></i>
      </span>
    ))
}

function Row({ review, difference, index }: { review: Review; difference: Difference; index: number }) {
  const { project, facts, focused, jump } = review
  const { shown, before, after, sign } = difference
  const color = project.classes.find(({ id }) => id === shown.class_id)?.color ?? 11
  const style = { "--c": `var(--class-${((color - 1) % 12) + 1})` } as CSSProperties
  return (
    <div className={difference.id === focused?.id ? "rv-row on" : "rv-row"} style={style}>
      <button type="button" className="rv-name" onClick={() => jump(index)} title={difference.title}>
        <ChangeMark sign={sign} />
        <ClassSwatch slot={color} />
        <span className="cut">{nameOf(shown, project.classes)}</span>
      </button>
      <div className="rv-lane">
        {before && <Bars record={before} look={after ? "was" : "gone"} frames={facts.frames} />}
        {after && (after.kind !== "tag" ? <Track record={after} before={before} frames={facts.frames} /> : <Bars record={after} look={before ? "now" : "fresh"} frames={facts.frames} />)}
        <Note difference={difference} frames={facts.frames} />
      </div>
    </div>
  )
}

function Bars({ record, look, frames }: { record: Annotation; look: "was" | "now" | "gone" | "fresh"; frames: number }) {
  const model = record.source === "model" ? " model" : ""
  return record.spans.map((span) => <i key={span[0]} className={`rv-bar ${look}${model}`} style={placed(span, frames)} />)
}

/** A track: its spans as a line, its keyframes as diamonds; those that moved are ringed. */
function Track({ record, before, frames }: { record: Annotation; before: Annotation | null; frames: number }) {
  const moved = new Set(before ? movedKeyframes(before, record) : [])
  return (
    <>
      {record.spans.map((span) => (
        <i key={span[0]} className="rv-line" style={placed(span, frames)} />
      ))}
      {sorted(record.keyframes).map(({ frame }) => (
        <i key={frame} className={moved.has(frame) ? "rv-diamond moved" : "rv-diamond"} style={{ left: percentOf(frame, frames) }} />
      ))}
    </>
  )
}

/** One word behind the row's end, where there is room. */
function Note({ difference: { sign, before, after, shown }, frames }: { difference: Difference; frames: number }) {
  const end = Math.max(...shown.spans.map(([, last]) => last), 0)
  if (end / frames > 0.88) return null
  const moved = before && after ? movedKeyframes(before, after).length : 0
  const text = sign === "+" ? t`new` : sign === "−" ? t`removed` : moved > 0 ? t`${moved} moved` : ""
  return (
    <em className={sign === "−" ? "high" : ""} style={{ left: percentOf(end, frames) }}>
      {text}
    </em>
  )
}

function Playhead({ review: { player, facts } }: { review: Review }) {
  const frame = usePlaying(player, ({ shown }) => shown)
  return (
    <div className="rv-head-line" style={{ "--x": frame / facts.frames }} aria-hidden>
      <span className="num">{frame}</span>
    </div>
  )
}

function placed([start, end]: Span, frames: number): CSSProperties {
  return { left: percentOf(start, frames), width: percentOf(end - start, frames) }
}

function percentOf(frame: number, frames: number): string {
  return `${(frame / Math.max(frames, 1)) * 100}%`
}

function useLaneWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width)
    })
    if (ref.current) observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}
