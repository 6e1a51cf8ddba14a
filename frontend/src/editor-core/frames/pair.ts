/** Two clips side by side: the second goes where the first goes. */
import { Observable } from "../observable"
import type { ClipFacts } from "../types"
import type { FrameSource } from "./source"
import { frameAt, secondsAt } from "./time"

export interface Side {
  readonly player: FrameSource
  readonly clip: ClipFacts
}

/** How far two clips may drift apart while they play, in frames, before the second is put right. */
const DRIFT = 4

/** The same moment of both clips, `offset` frames of the second apart. */
export class Pair extends Observable {
  /** Frames by which the second clip is ahead. */
  offset = 0
  linked = true

  constructor(
    readonly first: Side,
    readonly second: Side,
  ) {
    super()
  }

  /** Follow the first clip; the answer stops it. */
  follow(): () => void {
    return this.first.player.subscribe(() => {
      if (this.linked) this.lead()
    })
  }

  /** Choose how far the second clip is ahead. */
  shift(offset: number): void {
    this.offset = offset
    this.tell()
    this.lead()
  }

  /** Link the clips as they stand now, or let each go its own way. */
  link(linked: boolean): void {
    if (linked) this.offset = this.second.player.asked - this.meeting(this.first.player.asked)
    this.linked = linked
    this.tell()
  }

  /** The frame of the second clip that belongs to one of the first. */
  partner(frame: number): number {
    return Math.max(0, Math.min(this.meeting(frame) + this.offset, this.second.clip.frames - 1))
  }

  private meeting(frame: number): number {
    return frameAt(secondsAt(frame, this.first.clip), this.second.clip)
  }

  private lead(): void {
    const [from, to] = [this.first.player, this.second.player]
    if (from.speed <= 0) {
      const target = this.partner(from.asked)
      if (to.speed !== 0 || to.asked !== target) to.seek(target)
      return
    }
    const target = this.partner(from.shown)
    const over = target >= this.second.clip.frames - 1
    if (to.speed !== from.speed || Math.abs(to.shown - target) > DRIFT) {
      to.seek(target)
      if (!over) to.play(from.speed)
    }
  }
}
