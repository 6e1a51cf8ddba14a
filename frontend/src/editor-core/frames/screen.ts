/** The canvas over the video, for pictures that did not come out of the video element. */
import type { Sheet } from "./sheet"

export class Screen {
  private readonly context: CanvasRenderingContext2D | null

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d", { alpha: false })
    this.hide()
  }

  /** Show a decoded picture in its own size. */
  paint(picture: VideoFrame): void {
    this.size(picture.displayWidth, picture.displayHeight)
    this.context?.drawImage(picture, 0, 0)
    this.canvas.hidden = false
  }

  /** Show a small picture that stands in for a frame. Answers whether there was one. */
  standIn(sheet: Sheet, frame: number): boolean {
    const tile = sheet.tileAt(frame)
    if (!tile || !this.context) return false
    const { x, y, width, height } = tile
    if (this.canvas.hidden) this.size(width, height)
    this.context.drawImage(sheet.image, x, y, width, height, 0, 0, this.canvas.width, this.canvas.height)
    this.canvas.hidden = false
    return true
  }

  /** Let the video be seen. */
  hide(): void {
    this.canvas.hidden = true
  }

  private size(width: number, height: number): void {
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== height) this.canvas.height = height
  }
}
