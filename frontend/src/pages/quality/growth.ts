/** What a chart and a sentence make of a learning curve. */
import type { Gain, Growth } from "../../api/qualityTypes"

/** Columns for a chart: amounts of labels; measured, fitted and foretold scores in percent. */
export type Columns = [number[], ...(number | null)[][]]

/** All amounts in order, each with what is known there. The foretold line begins where the fitted one ends. */
export function columnsOf({ points, curve, labels }: Pick<Growth, "points" | "curve" | "labels">): Columns {
  const amounts = [...new Set([...points, ...curve].map((one) => one.labels))].sort((a, b) => a - b)
  const measured = new Map(points.map((one) => [one.labels, one.score * 100]))
  const fitted = new Map(curve.map((one) => [one.labels, one.score * 100]))
  const joint = curve.findLast((one) => one.labels <= labels)?.labels ?? Infinity
  const known = (at: number, wanted: boolean) => (wanted ? (fitted.get(at) ?? null) : null)
  return [
    amounts,
    amounts.map((at) => measured.get(at) ?? null),
    amounts.map((at) => known(at, at <= joint)),
    amounts.map((at) => known(at, at >= joint)),
  ]
}

/** A gain in points, and between which bounds: 2.1 (0.8 to 3.4). */
export function inPoints({ gain, low, high }: Gain): readonly [number, number, number] {
  return [gain * 100, low * 100, high * 100]
}

/** Whether the gain could as well be nothing. */
export function isUnsure({ low }: Gain): boolean {
  return low <= 0
}
