/** The filmstrip: the sheet's pictures, and where they lie too far apart the very frames, decoded small. */
import type { Loader } from "./pictures"
import type { Sheet, Tile } from "./sheet"

/** The longer side, as of those of the sheet; so many of them take 25 MB at most. */
const TILE_PX = 160
const MOST_KEPT = 256
/** Whoever zooms or moves on within this time wants other pictures. */
const CALM_MS = 150

interface Small {
  readonly image: CanvasImageSource
  readonly tile: Tile
}

/** Keeps the small pictures used last. They are decoded group by group, only those that are on screen. */
export class Film {
  /** Those used last come last; null for a frame that the file does not give. */
  private readonly kept = new Map<number, ImageBitmap | null>()
  private wanted: readonly number[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private loader: Loader<VideoFrame> | null = null
  private opened = false
  private busy = false
  private closed = false

  /** `open` gives what decodes the clip's frames, if anything does here. */
  constructor(
    readonly sheet: Sheet,
    private readonly open: () => Promise<Loader<VideoFrame> | null>,
    private readonly told: () => void,
  ) {}

  /** What stands for a frame: itself, or the sheet's picture near it until that is there. */
  at(frame: number): Small | null {
    const image = this.kept.get(frame)
    if (image) {
      this.kept.delete(frame)
      this.kept.set(frame, image)
      return { image, tile: { x: 0, y: 0, width: image.width, height: image.height } }
    }
    const tile = this.sheet.tileAt(frame)
    return tile && { image: this.sheet.image, tile }
  }

  /** These frames are on screen, so many frames apart: get those that the sheet has nothing near to. */
  show(frames: readonly number[], apart: number): void {
    const wanted = apart < this.sheet.apart ? frames.filter((frame) => !this.kept.has(frame)) : []
    if (wanted.join() === this.wanted.join()) return
    this.wanted = wanted
    clearTimeout(this.timer)
    if (wanted.length > 0) this.timer = setTimeout(() => void this.work(), CALM_MS)
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.loader?.close()
    this.loader = null
    for (const image of this.kept.values()) image?.close()
    this.kept.clear()
  }

  private async work(): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      await this.ready()
      for (let next = this.due(); next !== undefined && this.loader; next = this.due()) {
        await this.bring(next, this.loader)
        this.told()
      }
    } catch {
      // The sheet goes on to stand for them.
      this.loader?.close()
      this.loader = null
    }
    this.busy = false
  }

  private async ready(): Promise<void> {
    if (this.opened) return
    this.opened = true
    const loader = await this.open()
    if (this.closed) loader?.close()
    else this.loader = loader
  }

  private due(): number | undefined {
    return this.wanted.find((frame) => !this.kept.has(frame))
  }

  /** Decode the group of a frame, and keep all of it that is wanted. */
  private async bring(frame: number, loader: Loader<VideoFrame>): Promise<void> {
    const coming: Promise<void>[] = []
    const found = new Map<number, ImageBitmap | null>([[frame, null]])
    await loader.load(frame, (at, picture) => {
      if (at === frame || this.wanted.includes(at)) coming.push(small(picture).then((image) => void found.set(at, image)))
      else picture.close()
    })
    await Promise.all(coming)
    for (const [at, image] of found) this.keep(at, image)
  }

  private keep(frame: number, image: ImageBitmap | null): void {
    if (this.closed) {
      image?.close()
      return
    }
    this.kept.set(frame, image)
    for (const [oldest, least] of this.kept) {
      if (this.kept.size <= MOST_KEPT) break
      least?.close()
      this.kept.delete(oldest)
    }
  }
}

async function small(picture: VideoFrame): Promise<ImageBitmap> {
  const { displayWidth: width, displayHeight: height } = picture
  const side = (pixels: number) => Math.max(1, Math.round((pixels * TILE_PX) / Math.max(width, height)))
  try {
    return await createImageBitmap(picture, { resizeWidth: side(width), resizeHeight: side(height), resizeQuality: "medium" })
  } finally {
    picture.close()
  }
}
