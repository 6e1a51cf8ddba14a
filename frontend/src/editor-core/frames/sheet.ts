/** The sheet of small pictures: which of them stands for a frame, and where on the sheet it lies. */

export interface SheetFacts {
  readonly url: string
  readonly columns: number
  readonly rows: number
  readonly count: number
}

export interface Tile {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Loads the picture once; whoever draws asks each time whether it is there. */
export class Sheet {
  readonly image = new Image()
  private loaded = false

  constructor(
    private readonly facts: SheetFacts,
    private readonly frames: number,
    told: () => void,
  ) {
    this.image.onload = () => {
      this.loaded = true
      told()
    }
    this.image.src = facts.url
  }

  /** How many frames a tile stands for. */
  get apart(): number {
    return this.frames / Math.max(this.facts.count, 1)
  }

  /** The tile of a frame; null until the picture is there. */
  tileAt(frame: number): Tile | null {
    if (!this.loaded || this.facts.count === 0) return null
    const { naturalWidth, naturalHeight } = this.image
    return tileOf(this.facts, this.frames, frame, naturalWidth, naturalHeight)
  }
}

/** The tile whose share of the clip a frame lies in, on a sheet of that size in pixels. */
export function tileOf(facts: SheetFacts, frames: number, frame: number, width: number, height: number): Tile {
  const at = Math.max(0, Math.min(Math.floor((frame / frames) * facts.count), facts.count - 1))
  const [wide, high] = [width / facts.columns, height / facts.rows]
  return { x: (at % facts.columns) * wide, y: Math.floor(at / facts.columns) * high, width: wide, height: high }
}
