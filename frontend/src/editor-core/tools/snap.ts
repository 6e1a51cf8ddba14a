/** What a drag on the picture snaps to: the picture's edges, and the places and edges of other shapes. */
import type { Editor } from "../editor"
import { shapeOn } from "../interpolate"
import { shapeOf } from "../shapes/registry"
import type { Bounds, Point } from "../shapes/shape"

/** Of the reach of a handle, so that something can still be put right beside another. */
const SHARE = 0.6

export class Magnet {
  private readonly places: Point[] = []
  private readonly across: number[]
  private readonly down: number[]
  private readonly reach: number

  constructor(editor: Editor, except: string | null, reach: number) {
    this.reach = reach * SHARE
    this.across = [0, editor.clip.width]
    this.down = [0, editor.clip.height]
    for (const record of editor.shapesAt(editor.frame)) {
      const geometry = record.id === except ? null : shapeOn(record, editor.frame)
      if (!geometry) continue
      const shape = shapeOf(geometry)
      const { x, y, width, height } = shape.bounds(geometry)
      this.places.push(...shape.corners(geometry))
      this.across.push(x, x + width)
      this.down.push(y, y + height)
    }
  }

  /** The place that a point goes to: that of another shape, else onto edges. */
  place(point: Point, free: boolean): Point {
    if (free) return point
    const away = (place: Point) => Math.hypot(place.x - point.x, place.y - point.y)
    const nearest = this.places.reduce<Point | null>((best, place) => (!best || away(place) < away(best) ? place : best), null)
    if (nearest && away(nearest) <= this.reach) return { x: nearest.x, y: nearest.y }
    return { x: point.x + this.pull([point.x], this.across), y: point.y + this.pull([point.y], this.down) }
  }

  /** How far a shape goes when it is dragged by so much. */
  move({ x, y, width, height }: Bounds, dx: number, dy: number, free: boolean): [number, number] {
    if (free) return [dx, dy]
    const [left, top] = [x + dx, y + dy]
    return [dx + this.pull([left, left + width], this.across), dy + this.pull([top, top + height], this.down)]
  }

  /** The shortest way from one of some values to one of some lines, 0 where none is in reach. */
  private pull(values: readonly number[], lines: readonly number[]): number {
    let best = Infinity
    for (const value of values) {
      for (const line of lines) if (Math.abs(line - value) < Math.abs(best)) best = line - value
    }
    return Math.abs(best) <= this.reach ? best : 0
  }
}
