/** Snapping a dragged edge or keyframe to what lies near it. */
import type { Records } from "../edits"
import { sorted } from "../interpolate"

const SNAP_PX = 8

/** Frames that a drag of a record snaps to: the playhead, span edges, keyframes, In and Out, shots. */
export function snapTargets(records: Records, except: string, others: readonly (number | null)[]): number[] {
  const targets = others.filter((frame) => frame !== null)
  for (const record of records.values()) {
    if (record.negative || record.id === except) continue
    for (const [start, end] of record.spans) targets.push(start, end)
    for (const { frame } of sorted(record.keyframes)) targets.push(frame)
  }
  return [...new Set(targets)].sort((a, b) => a - b)
}

/** The nearest target within eight pixels, else the nearest frame. Targets are sorted. */
export function snapped(exact: number, targets: readonly number[], perFrame: number): number {
  const at = from(targets, exact)
  const near = [targets[at - 1], targets[at]].filter((frame) => frame !== undefined)
  const best = near.sort((a, b) => Math.abs(a - exact) - Math.abs(b - exact))[0]
  return best !== undefined && Math.abs(best - exact) * perFrame <= SNAP_PX ? best : Math.round(exact)
}

/** Whether a frame is one of the targets, which are sorted. */
export function isOneOf(targets: readonly number[], frame: number): boolean {
  return targets[from(targets, frame)] === frame
}

/** The first place whose target is not below. */
function from(targets: readonly number[], exact: number): number {
  let low = 0
  let high = targets.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((targets[middle] ?? 0) < exact) low = middle + 1
    else high = middle
  }
  return low
}
