/** Making one track out of two, and one thing out of several tracks. */
import { type Records, update } from "./edits"
import { union } from "./ranges"
import { isGuess } from "./records"
import { keyframesWithin, splitTrack } from "./splitTrack"
import { asHuman, splitAt } from "./tracks"
import type { Annotation, Change, LabelClass } from "./types"

/** Join a track with the next one of its class; where both are, the earlier one stays. Null where there is none. */
export function joinNext(view: Records, record: Annotation): Change[] | null {
  const next = nextTrack(view, record)
  const end = record.spans.at(-1)?.[1]
  if (!next || end === undefined) return null
  const rest = splitTrack(next.spans, next.keyframes, end).right
  const after = (frame: string) => Number(frame) >= end
  const steps = Object.fromEntries(Object.entries(next.steps).filter(([frame]) => after(frame)))
  const joined = update(record, {
    spans: union(record.spans, rest.spans),
    keyframes: { ...keyframesWithin(record.spans, record.keyframes), ...rest.keyframes },
    occluded: union(record.occluded, splitTrack(next.occluded, {}, end).right.spans),
    steps: { ...record.steps, ...steps },
    ...asHuman(record),
  })
  return [joined, { removed: next }]
}

function nextTrack(view: Records, record: Annotation): Annotation | undefined {
  const from = startOf(record)
  const same = [...view.values()].filter(
    (other) => other.id !== record.id && other.class_id === record.class_id && !isGuess(other) && !other.negative,
  )
  return same.filter((other) => startOf(other) >= from).sort((a, b) => startOf(a) - startOf(b))[0]
}

function startOf(record: Annotation): number {
  return record.spans[0]?.[0] ?? 0
}

/** The lowest instance number that nothing has yet. */
export function freeInstance(view: Records): number {
  const taken = new Set([...view.values()].map(({ instance }) => instance))
  let free = 1
  while (taken.has(free)) free += 1
  return free
}

/**
 * Another class from this frame on: the track is split there, and both parts are of one instance.
 * What was said of the old class's properties stays with the first part.
 */
export function becomeFrom(view: Records, record: Annotation, frame: number, labelClass: LabelClass): Change[] {
  const instance = record.instance ?? freeInstance(view)
  const changes = splitAt(record, frame)
  if (!changes) return [becomeWhole(record, labelClass)]
  return changes.map((change): Change => {
    if ("added" in change) return { added: { ...change.added, class_id: labelClass.id, instance, steps: {} } }
    return "updated" in change ? { updated: withInstance(change.updated, record, instance) } : change
  })
}

function withInstance(updated: Extract<Change, { updated: unknown }>["updated"], record: Annotation, instance: number) {
  const more = update(record, { instance })
  if (!("updated" in more)) return updated
  return { ...updated, from: { ...updated.from, ...more.updated.from }, to: { ...updated.to, ...more.updated.to } }
}

/** Another class as a whole; what its properties do not know is not said any more. */
export function becomeWhole(record: Annotation, labelClass: LabelClass): Change {
  return update(record, {
    class_id: labelClass.id,
    ...(labelClass.id === record.class_id ? {} : { steps: {} }),
    ...asHuman(record),
  })
}
