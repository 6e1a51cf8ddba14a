/** Pixels that are set or not, and the runs that they are written as. */
import type { MaskGeometry } from "../types"
import { distanceToLine, type Picture, type Point } from "./shape"

/** One byte a pixel of the whole picture, row by row. */
export interface Pixels extends Picture {
  readonly set: Uint8Array
}

/** The pixels of a mask on its picture; without one, none is set. */
export function pixelsOf(mask: MaskGeometry | null, picture: Picture): Pixels {
  const [width, height] = [Math.round(picture.width), Math.round(picture.height)]
  const set = new Uint8Array(width * height)
  if (mask) eachRun(mask, (row, from, to) => set.fill(1, row * width + from, row * width + to))
  return { width, height, set }
}

/** Call `visit` for each stretch of set pixels of a row, in pixels of the picture. */
export function eachRun(mask: MaskGeometry, visit: (row: number, from: number, to: number) => void): void {
  let at = 0
  mask.runs.forEach((length, index) => {
    const end = at + length
    for (let from = at; index % 2 === 1 && from < end; ) {
      const row = Math.floor(from / mask.width)
      const to = Math.min(end, (row + 1) * mask.width)
      visit(mask.y + row, mask.x + from - row * mask.width, mask.x + to - row * mask.width)
      from = to
    }
    at = end
  })
}

/** The mask of some pixels, cut to what is set; null where nothing is. */
export function maskOf({ width, height, set }: Pixels): MaskGeometry | null {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y += 1) {
    const first = set.indexOf(1, y * width)
    if (first < 0) break
    // Rows without any pixel are skipped as a whole.
    y = Math.floor(first / width)
    const last = set.lastIndexOf(1, (y + 1) * width - 1)
    left = Math.min(left, first - y * width)
    right = Math.max(right, last - y * width)
    top = Math.min(top, y)
    bottom = y
  }
  if (right < 0) return null
  const cut = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
  return { ...cut, runs: runsOf(set, width, cut) }
}

function runsOf(set: Uint8Array, width: number, cut: Omit<MaskGeometry, "runs" | "hold">): number[] {
  const runs: number[] = []
  let [value, length] = [0, 0]
  for (let y = cut.y; y < cut.y + cut.height; y += 1) {
    for (let x = cut.x; x < cut.x + cut.width; x += 1) {
      const now = set[y * width + x] ?? 0
      if (now !== value) {
        runs.push(length)
        ;[value, length] = [now, 0]
      }
      length += 1
    }
  }
  return [...runs, length]
}

/** Set or clear all pixels within `radius` of the line between two places. */
export function stroke(pixels: Pixels, from: Point, to: Point, radius: number, value: 0 | 1): void {
  const [left, right] = reachOf(from.x, to.x, radius, pixels.width)
  const [top, bottom] = reachOf(from.y, to.y, radius, pixels.height)
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (distanceToLine({ x: x + 0.5, y: y + 0.5 }, from, to) <= radius) pixels.set[y * pixels.width + x] = value
    }
  }
}

function reachOf(a: number, b: number, radius: number, most: number): [number, number] {
  return [Math.max(0, Math.floor(Math.min(a, b) - radius)), Math.min(most, Math.ceil(Math.max(a, b) + radius))]
}
