/** What holds a tool: it presses, drags and releases, led by a pointer or by keys. */
import type { Editor } from "../editor"
import { inside, type Point } from "../shapes/shape"
import { TOOLS } from "./registry"
import type { Gesture, Press, Tool } from "./tool"

/** Half of what a handle is caught in, in pixels of the screen. */
export const REACH_PX = 9

export class Hand {
  private gesture: Gesture | null = null
  /** How large a pixel of the screen is in pixels of the picture; the overlay says so. */
  pixel = 1

  constructor(private readonly editor: Editor) {}

  get tool(): Tool | undefined {
    return TOOLS.find(({ id }) => id === this.editor.state.tool)
  }

  /** Whether something is being dragged. */
  get drags(): boolean {
    return this.gesture !== null
  }

  press(point: Point, alt: boolean, more = false): void {
    this.gesture = this.tool?.press(this.editor, this.pressAt(point, alt, more)) ?? null
  }

  move(point: Point, free: boolean): void {
    if (this.gesture?.follow) this.gesture.follow(point)
    else if (this.gesture) this.editor.set({ preview: this.gesture.changes(point, free) })
  }

  /** Let go; `moved` tells a drag from a click. */
  release(point: Point, free: boolean, moved: boolean): void {
    const { gesture } = this
    this.cancel()
    if (!gesture) return
    if (!moved && !gesture.clicks) gesture.click?.()
    else if (gesture.finish) gesture.finish(point)
    else if (this.editor.change(gesture.label, gesture.changes(point, free))) gesture.done?.()
  }

  /** Drop what is being dragged, as if it had not begun. */
  cancel(): void {
    this.gesture = null
    this.editor.set({ preview: [], band: null })
  }

  /** Enter: show the crosshair, then press and let go where it is; without it, what the tool makes of it. */
  confirm(): void {
    const { crosshair, draft } = this.editor.state
    if (!crosshair && draft) this.tool?.confirm?.(this.editor)
    else if (!crosshair) this.editor.set({ crosshair: { x: this.editor.clip.width / 2, y: this.editor.clip.height / 2 } })
    else if (this.gesture) this.release(crosshair, false, true)
    else {
      this.press(crosshair, false)
      if (this.clicks()) this.release(crosshair, false, true)
    }
  }

  /** Move the crosshair, and what it drags. */
  steer(dx: number, dy: number): void {
    const { crosshair } = this.editor.state
    if (!crosshair) return
    const place = inside({ x: crosshair.x + dx, y: crosshair.y + dy }, this.editor.clip)
    this.editor.set({ crosshair: place, pointer: place })
    this.move(place, false)
  }

  private clicks(): boolean {
    return this.gesture?.clicks === true
  }

  private pressAt(point: Point, alt: boolean, more: boolean): Press {
    return { point, reach: REACH_PX * this.pixel, pixel: this.pixel, alt, more }
  }
}
