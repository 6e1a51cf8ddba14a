/** The frame that is on screen, and getting another one there: exactly, or not at all. */
import { Observable } from "../observable"

/** What is used of a video element, so that a scripted one can stand in. */
export type Video = Pick<
  HTMLVideoElement,
  | "currentTime"
  | "playbackRate"
  | "muted"
  | "play"
  | "pause"
  | "addEventListener"
  | "removeEventListener"
  | "requestVideoFrameCallback"
  | "cancelVideoFrameCallback"
>

interface Timing {
  readonly frames: number
  readonly rate: number
}

const MOST_TRIES = 4
const PATIENCE_MS = 400
const FASTEST = 8

/** Shows a clip frame by frame. `shown` is what was decoded, `asked` what it shall be. */
export class FrameSource extends Observable {
  shown = 0
  asked = 0
  /** Speed in multiples of the clip's own, negative backwards, 0 when stopped. */
  speed = 0
  /** How often a seek landed elsewhere and was done again. */
  mismatches = 0
  /** The range that playing repeats, if any. */
  loop: readonly [number, number] | null = null
  private video: Video | null = null
  private seeking: number | null = null
  private landed = false
  private tries = 0
  private callback = 0
  private patience: ReturnType<typeof setTimeout> | undefined
  private backwards: ReturnType<typeof setInterval> | undefined
  private decoded = false

  constructor(readonly timing: Timing) {
    super()
  }

  /** Whether the picture on screen is the one asked for, so that labels may be placed. */
  get settled(): boolean {
    return this.decoded && (this.speed > 0 || (this.seeking === null && this.shown === this.asked))
  }

  /** Use a video element; the answer lets go of it. */
  attach(video: Video): () => void {
    this.video = video
    this.decoded = false
    this.seeking = null
    const ready = () => this.begin()
    const seeked = () => this.seekEnded()
    const ended = () => this.ended()
    video.addEventListener("loadeddata", ready)
    video.addEventListener("seeked", seeked)
    video.addEventListener("ended", ended)
    this.listen()
    if ("readyState" in video && Number(video.readyState) >= 2) ready()
    return () => {
      this.stopTimers()
      video.cancelVideoFrameCallback(this.callback)
      video.removeEventListener("loadeddata", ready)
      video.removeEventListener("seeked", seeked)
      video.removeEventListener("ended", ended)
      this.video = null
    }
  }

  /** Show a frame. Asking again before it is there replaces the wish. */
  seek(frame: number): void {
    this.asked = this.clamp(frame)
    this.tries = 0
    if (this.speed !== 0) this.halt()
    this.pump()
    this.tell()
  }

  /** Show the frame some frames away. */
  step(by: number): void {
    this.seek((this.speed === 0 ? this.asked : this.shown) + by)
  }

  /** Play at a speed; 0 stops. Backwards goes by steps, since no browser plays that way. */
  play(speed: number): void {
    this.halt()
    if (speed === 0) {
      this.settle()
      return
    }
    if (speed > 0 && this.shown >= this.timing.frames - 1) this.rewind()
    this.speed = speed
    if (speed > 0 && this.video) {
      this.seeking = null
      this.video.playbackRate = speed
      this.video.play().catch(() => this.play(0))
    } else if (speed < 0) this.playBackwards(-speed)
    this.tell()
  }

  /** J and L: play that way, twice as fast with each press. */
  shuttle(direction: 1 | -1): void {
    const same = Math.sign(this.speed) === direction
    this.play(same ? direction * Math.min(FASTEST, Math.abs(this.speed) * 2) : direction)
  }

  /** Switch the sound off or on. */
  mute(muted: boolean): void {
    if (this.video) this.video.muted = muted
  }

  private begin(): void {
    this.decoded = true
    this.tries = 0
    this.pump(true)
  }

  private listen(): void {
    if (!this.video) return
    this.callback = this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.presented(Math.floor(mediaTime * this.timing.rate + 0.5))
      this.listen()
    })
  }

  private presented(frame: number): void {
    this.decoded = true
    this.shown = this.clamp(frame)
    if (this.speed > 0) {
      this.asked = this.shown
      if (this.loop && this.shown >= this.loop[1] - 1) this.jump(this.loop[0])
    } else this.check()
    this.tell()
  }

  private pump(force = false): void {
    if (!this.video || this.seeking !== null || (!force && this.shown === this.asked)) return
    this.seeking = this.asked
    this.landed = false
    this.video.currentTime = (this.asked + 0.5) / this.timing.rate
    clearTimeout(this.patience)
    this.patience = setTimeout(() => this.tired(), PATIENCE_MS * (1 + this.tries))
  }

  private seekEnded(): void {
    this.landed = true
    this.check()
    this.tell()
  }

  /** A seek is over when the decoder says so and the picture is the one that was sought. */
  private check(): void {
    if (this.seeking === null || !this.landed) return
    if (this.shown !== this.seeking) return
    clearTimeout(this.patience)
    this.seeking = null
    this.tries = 0
    this.pump()
  }

  /** The picture did not come: seek again, in the end believe the picture rather than the wish. */
  private tired(): void {
    if (this.seeking === null) return
    this.seeking = null
    if (!this.landed) {
      this.pump(true)
      return
    }
    this.mismatches += 1
    this.tries += 1
    if (this.tries < MOST_TRIES) this.pump(true)
    else this.asked = this.shown
    this.tell()
  }

  private ended(): void {
    if (this.loop || this.speed === 0) return
    this.halt()
    this.seek(this.timing.frames - 1)
  }

  private halt(): void {
    clearInterval(this.backwards)
    if (this.speed > 0) this.video?.pause()
    this.speed = 0
  }

  private settle(): void {
    this.asked = this.shown
    this.tries = 0
    this.pump(true)
    this.tell()
  }

  private rewind(): void {
    this.jump(this.loop?.[0] ?? 0)
  }

  private jump(frame: number): void {
    if (this.video) this.video.currentTime = (frame + 0.5) / this.timing.rate
  }

  private playBackwards(speed: number): void {
    const from = this.shown
    const began = performance.now()
    this.backwards = setInterval(() => {
      this.asked = this.clamp(from - Math.floor(((performance.now() - began) / 1000) * this.timing.rate * speed))
      this.pump()
      if (this.asked === 0) this.halt()
      this.tell()
    }, 1000 / this.timing.rate)
  }

  private stopTimers(): void {
    this.halt()
    clearTimeout(this.patience)
  }

  private clamp(frame: number): number {
    return Math.max(0, Math.min(Math.round(frame), this.timing.frames - 1))
  }
}
