/** A video element, made to show the very frame that was asked for. */
import type { Part } from "./media"
import { frameOfTime } from "./packets"

/** What is used of a video element, so that a scripted one can stand in. */
export type Video = Pick<
  HTMLVideoElement,
  | "currentTime"
  | "playbackRate"
  | "src"
  | "readyState"
  | "play"
  | "pause"
  | "addEventListener"
  | "removeEventListener"
  | "requestVideoFrameCallback"
  | "cancelVideoFrameCallback"
>

interface Told {
  /** Another picture is on the video's screen. */
  readonly presented: (frame: number) => void
  /** A seek landed elsewhere and is done again. */
  readonly missed: () => void
  /** The asked frame does not come; this one stays. */
  readonly gaveUp: (frame: number) => void
  /** The file cannot be read; `extend` with other addresses brings back what was shown. */
  readonly lost: () => void
  /** All that follows on each other was played; this was its last frame. */
  readonly ended: (last: number) => void
}

const MOST_TRIES = 4
const PATIENCE_MS = 400
const LOADED = 2

/** Seeks until the picture is the asked one. While one seek runs, of all wishes only the last is kept. */
export class VideoSeeker {
  /** The frame that was presented last. */
  shown = 0
  private wish = 0
  private seeking: number | null = null
  private landed = false
  /** Whether any picture came since the seek began. */
  private came = false
  private loaded = false
  private rolling = false
  private broken = false
  private tries = 0
  private callback = 0
  private patience: ReturnType<typeof setTimeout> | undefined
  private part: Part | undefined
  private readonly stop: () => void

  /** Without parts the element has its file already, which holds every frame. */
  constructor(
    private readonly video: Video,
    private readonly rate: number,
    private readonly frames: number,
    private parts: readonly Part[],
    private readonly told: Told,
  ) {
    const listeners = {
      loadeddata: () => this.begin(),
      seeked: () => this.seekEnded(),
      ended: () => this.ended(),
      error: () => this.failed(),
    }
    for (const [name, listener] of Object.entries(listeners)) video.addEventListener(name, listener)
    this.stop = () => {
      for (const [name, listener] of Object.entries(listeners)) video.removeEventListener(name, listener)
    }
    this.listen()
    if (parts.length > 0) this.load(this.partOf(0))
    else if (video.readyState >= LOADED) this.begin()
  }

  /** More of the clip is there, or all of it under other addresses, which the next seek takes up. */
  extend(parts: readonly Part[]): void {
    this.parts = parts
    if (!this.broken) return
    this.broken = false
    if (this.rolling && this.seeking === null) this.wish = this.shown
    this.seeking = null
    this.load(this.partOf(this.wish))
  }

  /** Whether the picture on the video's screen is the one that was asked for last. */
  get settled(): boolean {
    return this.loaded && this.seeking === null && this.shown === this.wish
  }

  /** Show a frame; `again` also where it seems to be there. */
  show(frame: number, again = false): void {
    this.rolling = false
    this.wish = frame
    this.tries = 0
    this.pump(again)
  }

  /** Play from a frame on. Rejects where the browser will not play. */
  async roll(from: number, speed: number): Promise<void> {
    const there = this.settled && this.shown === from
    this.rolling = true
    this.wish = from
    this.video.playbackRate = speed
    if (!there) {
      this.seeking = null
      this.pump(true)
    }
    if (this.loaded) await this.video.play()
  }

  pause(): void {
    this.rolling = false
    this.video.pause()
  }

  close(): void {
    this.pause()
    clearTimeout(this.patience)
    this.video.cancelVideoFrameCallback(this.callback)
    this.stop()
  }

  private begin(): void {
    this.loaded = true
    this.seeking = null
    this.pump(true)
    // Play was asked for before the file was there, or at the end of the file before.
    if (this.rolling) void this.video.play().catch(() => this.told.gaveUp(this.shown))
  }

  private listen(): void {
    this.callback = this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      // While a file is loaded, what comes is a late picture of the one before, of other frames.
      if (this.loaded) this.presented((this.part?.start ?? 0) + frameOfTime(mediaTime, this.rate))
      this.listen()
    })
  }

  private presented(frame: number): void {
    this.came = true
    // A picture from before the jump is not what plays.
    if (this.rolling && this.seeking !== null && !this.landed) return
    this.shown = frame
    if (this.rolling) this.seeking = null
    else this.check()
    this.told.presented(frame)
  }

  private pump(again = false): void {
    if (this.seeking !== null || (!again && this.settled)) return
    const part = this.partOf(this.wish)
    if (part?.url !== this.part?.url) {
      this.load(part)
      return
    }
    if (!this.loaded) return
    this.seeking = this.wish
    this.landed = false
    this.came = false
    this.video.currentTime = (this.wish - (part?.start ?? 0) + 0.5) / this.rate
    clearTimeout(this.patience)
    this.patience = setTimeout(() => this.tired(), PATIENCE_MS * (1 + this.tries))
  }

  private load(part: Part | undefined): void {
    this.part = part
    this.loaded = false
    if (part) this.video.src = part.url
  }

  private partOf(frame: number): Part | undefined {
    return partOf(this.parts, frame)
  }

  private seekEnded(): void {
    this.landed = true
    if (!this.rolling) this.check()
    if (this.settled) this.told.presented(this.shown)
  }

  /** A seek is over when the decoder says so and the picture is the one that was sought. */
  private check(): void {
    if (this.seeking === null || !this.landed || this.shown !== this.seeking) return
    clearTimeout(this.patience)
    this.seeking = null
    this.tries = 0
    this.pump()
  }

  /** The picture did not come: seek again, in the end believe the picture rather than the wish. */
  private tired(): void {
    if (this.seeking === null || this.rolling) return
    this.seeking = null
    // Slow is not wrong: only a picture that came and was another one counts.
    if (!this.landed || !this.came) {
      this.pump(true)
      return
    }
    this.tries += 1
    this.told.missed()
    if (this.tries < MOST_TRIES) this.pump(true)
    else {
      this.wish = this.shown
      this.told.gaveUp(this.shown)
    }
  }

  /** Without parts the file is not ours to get back. */
  private failed(): void {
    if (!this.part || this.broken) return
    this.broken = true
    this.loaded = false
    clearTimeout(this.patience)
    this.told.lost()
  }

  private ended(): void {
    if (!this.rolling) return
    const part = this.part
    const next = part && this.parts.find(({ start }) => start === part.start + part.frames)
    if (next) {
      this.wish = next.start
      this.load(next)
    } else this.told.ended(part ? part.start + part.frames - 1 : this.frames - 1)
  }
}

/** The frame itself, or the nearest one that some part holds. Without parts every frame is held. */
export function held(parts: readonly Part[], frame: number): number {
  const part = partOf(parts, frame)
  return part ? Math.max(part.start, Math.min(frame, part.start + part.frames - 1)) : frame
}

function partOf(parts: readonly Part[], frame: number): Part | undefined {
  return parts.findLast(({ start }) => start <= frame) ?? parts[0]
}
