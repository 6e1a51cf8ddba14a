/** The timeline of a review: what was, thin, above what is now. */
import { plural, t } from "@lingui/core/macro"
import { Trans } from "@lingui/react/macro"
import { type CSSProperties, type PointerEvent, useEffect, useMemo, useRef, useState } from "react"
import { sorted } from "../../editor-core/interpolate"
import { secondsAt } from "../../editor-core/frames/time"
import { ticksFor } from "../../editor-core/timeline/ruler"
import { following, frameOf, resolved, xOf } from "../../editor-core/timeline/window"
import type { Annotation, Span } from "../../editor-core/types"
import type { TimeWindow } from "../../editor-core/timeline/window"
import { ClassSwatch } from "../../ui/parts"
import { clock } from "../../ui/words"
import { ChangeMark } from "./ChangeMark"
import { type Difference, movedKeyframes, nameOf } from "./differences"
import { LANE } from "./sight"
import { type Review, usePlaying } from "./useReview"

export function ReviewTimeline({ review }: { review: Review }) {
  const { differences, changes, player, set } = review
  const [lane, width] = useLaneWidth()
  const window = useWindow(review)
  const unchanged = changes.after.filter(({ id, negative }) => !negative && !differences.some((each) => each.id === id)).length
  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === "pointermove" && event.buttons !== 1) return
    const { left, width: wide } = lane.current?.getBoundingClientRect() ?? event.currentTarget.getBoundingClientRect()
    if (event.clientX < left) return
    player.seek(Math.floor(frameOf(((event.clientX - left) / wide) * LANE, window)))
  }
  const enter = () => set({ region: "timeline" })
  return (
    <div className="rv-lanes" onPointerDown={scrub} onPointerMove={scrub} onPointerDownCapture={enter} onFocus={enter}>
      <div className="rv-row head">
        <span className="rv-key">
          <i className="was" aria-hidden /> <Trans>was</Trans> <i className="now" aria-hidden /> <Trans>now</Trans>
        </span>
        <div ref={lane} className="rv-lane">
          <Ruler review={review} width={width} window={window} />
        </div>
      </div>
      {differences.map((difference, index) => (
        <Row key={difference.id} review={review} difference={difference} index={index} window={window} />
      ))}
      <div className="rv-row rest">
        <span className="t2">{differences.length === 0 && unchanged === 0 ? t`No labels` : plural(unchanged, { one: "# label unchanged", other: "# labels unchanged" })}</span>
        <div className="rv-lane" />
      </div>
      <Playhead review={review} window={window} />
    </div>
  )
}

/** Which frames the lanes show: where they show less than all, those around the playhead. */
function useWindow({ view, player, facts: { frames } }: Review): TimeWindow {
  const start = usePlaying(player, ({ shown }) => resolved(following(view.window, shown, frames, LANE), frames, LANE).start)
  const { perFrame } = resolved(view.window, frames, LANE)
  return useMemo(() => ({ start, perFrame }), [start, perFrame])
}

function Ruler({ review: { facts }, width, window }: { review: Review; width: number; window: TimeWindow }) {
  if (width === 0) return null
  const { major } = ticksFor((width * window.perFrame) / LANE, facts.rate)
  const end = Math.min(facts.frames, frameOf(LANE, window))
  const first = Math.ceil(window.start / major)
  const frames = Array.from({ length: Math.max(0, Math.ceil(end / major) - first) }, (_, at) => (first + at) * major)
  return frames
    .filter((frame) => end - frame > major / 2 || frame === 0)
    .map((frame) => (
      <span key={frame} className="rv-tick num" style={{ left: percentOf(frame, window) }}>
        {clock(secondsAt(frame, facts))}
        <i><Trans>f{frame}</Trans></i>
      </span>
    ))
}

function Row({ review, difference, index, window }: { review: Review; difference: Difference; index: number; window: TimeWindow }) {
  const { project, focused, jump } = review
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
        {before && <Bars record={before} look={after ? "was" : "gone"} window={window} />}
        {after && (after.kind !== "tag" ? <Track record={after} before={before} window={window} /> : <Bars record={after} look={before ? "now" : "fresh"} window={window} />)}
        <Note difference={difference} window={window} />
      </div>
    </div>
  )
}

function Bars({ record, look, window }: { record: Annotation; look: "was" | "now" | "gone" | "fresh"; window: TimeWindow }) {
  const model = record.source === "model" ? " model" : ""
  return record.spans.map((span) => <i key={span[0]} className={`rv-bar ${look}${model}`} style={placed(span, window)} />)
}

/** A track: its spans as a line, its keyframes as diamonds; those that moved are ringed. */
function Track({ record, before, window }: { record: Annotation; before: Annotation | null; window: TimeWindow }) {
  const moved = new Set(before ? movedKeyframes(before, record) : [])
  return (
    <>
      {record.spans.map((span) => (
        <i key={span[0]} className="rv-line" style={placed(span, window)} />
      ))}
      {sorted(record.keyframes).map(({ frame }) => (
        <i key={frame} className={moved.has(frame) ? "rv-diamond moved" : "rv-diamond"} style={{ left: percentOf(frame, window) }} />
      ))}
    </>
  )
}

/** One word behind the row's end, where there is room. */
function Note({ difference: { sign, before, after, shown }, window }: { difference: Difference; window: TimeWindow }) {
  const end = Math.max(...shown.spans.map(([, last]) => last), 0)
  if (xOf(end, window) > 0.88 * LANE) return null
  const moved = before && after ? movedKeyframes(before, after).length : 0
  const text = sign === "+" ? t`new` : sign === "−" ? t`removed` : moved > 0 ? t`${moved} moved` : ""
  return (
    <em className={sign === "−" ? "high" : ""} style={{ left: percentOf(end, window) }}>
      {text}
    </em>
  )
}

function Playhead({ review: { player }, window }: { review: Review; window: TimeWindow }) {
  const frame = usePlaying(player, ({ shown }) => shown)
  return (
    <div className="rv-head-line" style={{ "--x": xOf(frame, window) / LANE }} aria-hidden>
      <span className="num">{frame}</span>
    </div>
  )
}

function placed([start, end]: Span, window: TimeWindow): CSSProperties {
  return { left: percentOf(start, window), width: `${((end - start) * window.perFrame * 100) / LANE}%` }
}

function percentOf(frame: number, window: TimeWindow): string {
  return `${(xOf(frame, window) * 100) / LANE}%`
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
