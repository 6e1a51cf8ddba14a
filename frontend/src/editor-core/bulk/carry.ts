/** A label whose spans lie elsewhere in time: keyframes, covers and values go with them. */
import { valueAt } from "../properties"
import { intersect, union } from "../ranges"
import { keyframesWithin } from "../splitTrack"
import type { Annotation, Keyframes, Span, Steps, Value } from "../types"

/** A span, and how many frames later it is to be. */
export interface Move {
  readonly span: Span
  readonly by: number
}

type Timed = Pick<Annotation, "spans" | "keyframes" | "occluded" | "steps">

/** What a label says once each of its spans is moved; spans that are left out are gone. */
export function carried(record: Annotation, moves: readonly Move[]): Timed {
  const covered = moves.flatMap(({ span, by }) => intersect(record.occluded, [span]).map((each) => later(each, by)))
  return {
    spans: union(moves.map(({ span, by }) => later(span, by)), []),
    keyframes: keyframesAfter(record, moves),
    occluded: union(covered, []),
    steps: stepsAfter(record.steps, moves),
  }
}

function later([start, end]: Span, by: number): Span {
  return [start + by, end + by]
}

/** Where all of a label moves, all of its keyframes do; else each part takes those that it needs. */
function keyframesAfter({ keyframes, spans }: Annotation, moves: readonly Move[]): Keyframes {
  const distances = [...new Set(moves.map(({ by }) => by))]
  const whole = distances.length === 1 && moves.length === spans.length
  const parts = distances.map((by) => {
    const own = moves.filter((move) => move.by === by).map(({ span }) => span)
    const needed = whole && fits(keyframes, own, by) ? keyframes : keyframesWithin(own, keyframes)
    return Object.entries(needed).map(([frame, shape]) => [Number(frame) + by, shape] as const)
  })
  return Object.fromEntries(parts.flat())
}

/** Whether no keyframe outside the spans would leave the clip, as far as that can be told from the spans. */
function fits(keyframes: Keyframes, spans: readonly Span[], by: number): boolean {
  const last = (spans.at(-1)?.[1] ?? 0) - 1
  return Object.keys(keyframes).every((frame) => Number(frame) + by >= 0 && (by <= 0 || Number(frame) <= last))
}

/** Each span begins with what held there, so that no value depends on what lies between spans. */
function stepsAfter(steps: Steps, moves: readonly Move[]): Steps {
  const changing = Object.keys(steps).map(Number).filter((frame) => frame !== 0)
  if (changing.length === 0) return steps
  const ids = [...new Set(Object.values(steps).flatMap((said) => Object.keys(said)))]
  const result: Record<string, Record<string, Value>> = steps[0] ? { 0: { ...steps[0] } } : {}
  for (const { span, by } of moves.toSorted((a, b) => a.span[0] + a.by - b.span[0] - b.by)) {
    const within = changing.filter((frame) => frame > span[0] && frame < span[1]).sort((a, b) => a - b)
    for (const frame of [span[0], ...within]) {
      for (const id of ids) {
        const value = valueAt(steps, id, frame)
        if (value !== valueAt(result, id, frame + by)) result[frame + by] = { ...result[frame + by], [id]: value }
      }
    }
  }
  return result
}
