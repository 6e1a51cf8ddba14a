/** What dragging does to a box: drawing it, moving it, pulling one of its eight handles. */
import { fitted, shifted, SMALLEST_BOX_PX } from "../tracks"
import type { ClipFacts, Geometry } from "../types"

export interface Point {
  readonly x: number
  readonly y: number
}

type Frame = Pick<ClipFacts, "width" | "height">

/** Where a handle sits: -1 is the near edge, 0 the middle, 1 the far edge. */
export interface Handle {
  readonly name: string
  readonly x: -1 | 0 | 1
  readonly y: -1 | 0 | 1
}

export const HANDLES: readonly Handle[] = [
  { name: "nw", x: -1, y: -1 },
  { name: "n", x: 0, y: -1 },
  { name: "ne", x: 1, y: -1 },
  { name: "w", x: -1, y: 0 },
  { name: "e", x: 1, y: 0 },
  { name: "sw", x: -1, y: 1 },
  { name: "s", x: 0, y: 1 },
  { name: "se", x: 1, y: 1 },
]

/** The middle of a handle. */
export function handleAt(box: Geometry, handle: Handle): Point {
  return { x: box.x + (box.width * (handle.x + 1)) / 2, y: box.y + (box.height * (handle.y + 1)) / 2 }
}

/** The box between two points, inside the frame; null while it is smaller than a box may be. */
export function drawn(from: Point, to: Point, frame: Frame): Geometry | null {
  const inside = ({ x, y }: Point) => ({
    x: Math.min(Math.max(x, 0), frame.width),
    y: Math.min(Math.max(y, 0), frame.height),
  })
  const [a, b] = [inside(from), inside(to)]
  const width = Math.abs(a.x - b.x)
  const height = Math.abs(a.y - b.y)
  if (width < SMALLEST_BOX_PX || height < SMALLEST_BOX_PX) return null
  return fitted({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width, height }, frame)
}

/** The box with the edges of a handle moved; an edge stops at the frame and short of its opposite. */
export function resized(box: Geometry, handle: Handle, dx: number, dy: number, frame: Frame): Geometry {
  const [x, width] = pulled(box.x, box.width, handle.x, dx, frame.width)
  const [y, height] = pulled(box.y, box.height, handle.y, dy, frame.height)
  return fitted({ x, y, width, height }, frame)
}

function pulled(near: number, size: number, side: -1 | 0 | 1, by: number, most: number): [number, number] {
  const far = near + size
  if (side === 0) return [near, size]
  if (side === 1) return [near, Math.min(Math.max(far + by, near + SMALLEST_BOX_PX), most) - near]
  const moved = Math.max(Math.min(near + by, far - SMALLEST_BOX_PX), 0)
  return [moved, far - moved]
}

/** The box moved by a drag. */
export function moved(box: Geometry, from: Point, to: Point, frame: Frame): Geometry {
  return shifted(box, to.x - from.x, to.y - from.y, frame)
}

/** The handle under a point, `reach` pixels around its middle. */
export function handleUnder(box: Geometry, point: Point, reach: number): Handle | undefined {
  return HANDLES.find((handle) => {
    const at = handleAt(box, handle)
    return Math.abs(at.x - point.x) <= reach && Math.abs(at.y - point.y) <= reach
  })
}

/** Whether a point lies in the box, or `reach` outside of it. */
export function contains(box: Geometry, { x, y }: Point, reach = 0): boolean {
  const across = x >= box.x - reach && x <= box.x + box.width + reach
  return across && y >= box.y - reach && y <= box.y + box.height + reach
}
