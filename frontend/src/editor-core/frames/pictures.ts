/** Decoded pictures, kept group by group, and decoded ahead of where somebody steps. */

/** Something decoded, that has to be let go of. */
export interface Picture {
  close(): void
}

export type Take<P> = (frame: number, picture: P) => void

export interface Loader<P> {
  /** How many pictures may be kept. */
  readonly most: number
  /** Decode the group that a frame is in, handing on each of its pictures. */
  load(frame: number, take: Take<P>): Promise<void>
  close(): void
}

interface Told {
  /** The wanted picture has come. */
  readonly arrived: (frame: number) => void
  /** A group was decoded and the wanted picture was not in it. */
  readonly missed: (frame: number) => void
  /** Nothing more can be decoded. */
  readonly failed: () => void
}

type Group<P> = Map<number, P>

/** How many groups are decoded ahead. */
const AHEAD = 2
/** Who goes farther than this at once may well go on to somewhere else. */
const STEP = 30
const CALM_MS = 120

/** Keeps the pictures used last, and always those ahead of a step. One group is decoded at a time; of all wishes only the last counts. */
export class Pictures<P extends Picture> {
  /** By first frame; those used last come last. */
  private groups: Group<P>[] = []
  private wanted: number | null = null
  private direction = 1
  private at = 0
  private jumped = false
  private wake: () => void = () => undefined
  private busy = false
  private closed = false

  constructor(
    private readonly loader: Loader<P>,
    private readonly frames: number,
    private readonly told: Told,
  ) {}

  /** The picture of a frame, if it is here. */
  peek(frame: number): P | undefined {
    const group = this.groups.find((each) => each.has(frame))
    if (group && group !== this.groups.at(-1)) this.groups = [...this.groups.filter((each) => each !== group), group]
    return group?.get(frame)
  }

  /** The frame nearest to another that is here, at most so many away. */
  nearest(frame: number, within: number): number | undefined {
    for (let away = 0; away <= within; away += 1) {
      for (const near of [frame - away, frame + away]) if (this.groups.some((each) => each.has(near))) return near
    }
    return undefined
  }

  /** Have a picture brought here, then those that a step further in that direction will need. */
  want(frame: number, direction: number): void {
    this.wanted = frame
    this.jumped = Math.abs(frame - this.at) > STEP
    this.at = frame
    this.wake()
    if (direction !== 0) this.direction = Math.sign(direction)
    if (!this.busy) void this.work()
  }

  close(): void {
    this.closed = true
    this.wake()
    for (const group of this.groups) release(group)
    this.groups = []
    this.loader.close()
  }

  private async work(): Promise<void> {
    this.busy = true
    try {
      for (let next = this.due(); next !== null && !this.closed; next = this.due()) {
        // After a jump the neighbors wait a moment, lest they hold up the next jump.
        if (this.jumped && next !== this.wanted) await this.calm()
        else await this.bring(next)
      }
    } catch {
      if (!this.closed) this.told.failed()
    }
    this.busy = false
  }

  /** Resolves when nobody wished for anything for a moment, or somebody does. */
  private calm(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.jumped = false
        resolve()
      }, CALM_MS)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** The frame whose group is decoded next: the wanted one, then its neighbors ahead. */
  private due(): number | null {
    if (this.wanted === null) return null
    let at = this.wanted
    for (let ahead = 0; ahead <= AHEAD; ahead += 1) {
      const group = this.groups.find((each) => each.has(at))
      if (!group) return at
      const [first, last] = boundsOf(group)
      at = this.direction > 0 ? last + 1 : first - 1
      if (at < 0 || at >= this.frames) break
    }
    this.wanted = null
    return null
  }

  private async bring(frame: number): Promise<void> {
    const group: Group<P> = new Map()
    this.groups.push(group)
    await this.loader.load(frame, (at, picture) => {
      if (this.closed) {
        picture.close()
        return
      }
      group.get(at)?.close()
      group.set(at, picture)
      if (at === this.wanted) this.told.arrived(at)
    })
    if (group.has(frame)) this.trim(group)
    else {
      this.drop(group)
      const missed = this.wanted === frame
      this.wanted = null
      if (missed) this.told.missed(frame)
    }
  }

  /** Let go of what was used longest ago. */
  private trim(newest: Group<P>): void {
    const count = () => this.groups.reduce((sum, { size }) => sum + size, 0)
    while (count() > this.loader.most && this.groups.length > AHEAD + 1) {
      const oldest = this.groups.find((each) => each !== newest && !(this.wanted !== null && each.has(this.wanted)))
      if (!oldest) return
      this.drop(oldest)
    }
  }

  private drop(group: Group<P>): void {
    this.groups = this.groups.filter((each) => each !== group)
    release(group)
  }
}

function release(group: Group<Picture>): void {
  for (const picture of group.values()) picture.close()
}

function boundsOf(group: Group<unknown>): [number, number] {
  let [first, last] = [Infinity, -Infinity]
  for (const frame of group.keys()) {
    first = Math.min(first, frame)
    last = Math.max(last, frame)
  }
  return [first, last]
}
