/** The frame that is on screen, and getting another one there: exactly, or not at all. */
import { Observable } from "../observable"
import { playBackwards } from "./backwards"
import { openDecoder } from "./decoder"
import { Film } from "./film"
import { type ClipMedia, NO_MEDIA, type Part, type Timing } from "./media"
import { Pictures } from "./pictures"
import { Renewal } from "./renewal"
import { Screen } from "./screen"
import { held, type Video, VideoSeeker } from "./seeker"
import { Sheet } from "./sheet"

const FASTEST = 8
/** How long nothing may happen before the video follows, so that playing begins without a seek. */
const IDLE_MS = 250
/** A decoded picture this near is a better stand-in than a small one. */
const NEAR = 8

/** Shows a clip frame by frame. `shown` is what was decoded, `asked` what it shall be. */
export class FrameSource extends Observable {
  shown = 0
  asked = 0
  /** Speed in multiples of the clip's own, negative backwards, 0 when stopped. */
  speed = 0
  /** The speed at which Space plays. */
  pace = 1
  /** How often a picture was not the asked one, and was fetched again. */
  mismatches = 0
  /** The range that playing repeats, if any. */
  loop: readonly [number, number] | null = null
  /** Small pictures, that also stand in while somebody scrubs, once the clip is on screen. */
  film: Film | null = null
  /** Whether a small picture stands in for the frame. */
  rough = false
  /** Files that hold the clip, in order. */
  parts: readonly Part[]
  readonly renewal = new Renewal((parts) => this.extend(parts))
  private seeker: VideoSeeker | null = null
  private screen: Screen | null = null
  private pictures: Pictures<VideoFrame> | null = null
  /** Whether the canvas is what is seen. */
  private painted = false
  private decoded = false
  private idle: ReturnType<typeof setTimeout> | undefined
  private stopBackwards: () => void = () => undefined

  constructor(
    readonly timing: Timing,
    readonly media: ClipMedia = NO_MEDIA,
  ) {
    super()
    this.parts = media.parts
  }

  /** More of a clip that is still prepared can be played, or all of it has other addresses. */
  extend(parts: readonly Part[]): void {
    this.parts = parts
    this.seeker?.extend(parts)
    this.tell()
  }

  /** Where pictures come from now. */
  get origin(): "video" | "decoder" {
    return this.pictures ? "decoder" : "video"
  }

  /** Whether the picture on screen is the one asked for, so that labels may be placed. */
  get settled(): boolean {
    if (!this.decoded || this.rough) return false
    return this.speed > 0 || (this.shown === this.asked && (this.painted || this.seeker?.settled === true))
  }

  /** Use a video element, and a canvas over it for what is decoded apart; the answer lets go of both. */
  attach(video: Video, canvas?: HTMLCanvasElement): () => void {
    let gone = false
    this.decoded = false
    this.screen = canvas ? new Screen(canvas) : null
    this.seeker = new VideoSeeker(video, this.timing.rate, this.timing.frames, this.parts, {
      presented: (frame) => this.presented(frame),
      missed: () => this.missed(),
      gaveUp: (frame) => this.gaveUp(frame),
      lost: () => void this.renewal.needed(),
      ended: (last) => this.ended(last),
    })
    this.seeker.show(this.asked)
    if (this.screen && this.media.sheet) {
      const tell = () => this.tell()
      this.film = new Film(new Sheet(this.media.sheet, this.timing.frames, tell), () => openDecoder(this), tell)
    }
    if (this.screen) void this.open(() => gone)
    return () => {
      gone = true
      this.halt()
      clearTimeout(this.idle)
      this.seeker?.close()
      this.film?.close()
      ;[this.film, this.seeker, this.screen] = [null, null, null]
      this.useVideo()
    }
  }

  /** Show a frame. Asking again before it is there replaces the wish. */
  seek(frame: number): void {
    const to = this.clamp(frame)
    const direction = Math.sign(to - this.asked)
    if (this.speed !== 0) this.halt()
    this.asked = to
    this.bring(direction)
    this.tell()
  }

  /** Show a frame while the pointer is down: something like it at once, then the frame itself. */
  scrub(frame: number): void {
    this.seek(frame)
    if (this.settled || this.asked === this.shown) return
    this.standIn()
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
    const [from, to] = this.loop ?? [0, this.timing.frames]
    const outside = this.shown < from || this.shown >= to
    this.speed = speed
    if (speed < 0) this.rollBack(outside || this.shown <= from ? to - 1 : this.shown)
    else this.roll(outside || this.shown >= to - 1 ? from : this.shown)
    this.tell()
  }

  /** J and L: play that way, twice as fast with each press. */
  shuttle(direction: 1 | -1): void {
    const same = Math.sign(this.speed) === direction
    this.play(same ? direction * Math.min(FASTEST, Math.abs(this.speed) * 2) : direction)
  }

  /** Choose the speed of playing; what plays goes on at it. */
  setPace(pace: number): void {
    this.pace = pace
    if (this.speed !== 0) this.play(Math.sign(this.speed) * pace)
    else this.tell()
  }

  private async open(gone: () => boolean): Promise<void> {
    const loader = await openDecoder(this).catch(() => null)
    if (gone()) loader?.close()
    else if (loader) {
      this.pictures = new Pictures(loader, this.timing.frames, {
        arrived: (frame) => this.arrived(frame),
        missed: () => this.useVideo(1),
        failed: () => this.useVideo(),
      })
      this.bring(0)
      this.tell()
    }
  }

  /** Show the asked frame, from the decoded pictures where there are any. */
  private bring(direction: number): void {
    clearTimeout(this.idle)
    if (!this.pictures) {
      this.seeker?.show(this.asked)
      return
    }
    this.pictures.want(this.asked, direction)
    this.arrived(this.asked)
  }

  private arrived(frame: number): void {
    const picture = this.pictures?.peek(frame)
    if (!picture || frame !== this.asked || this.speed > 0) return
    this.screen?.paint(picture)
    this.onScreen(frame)
    this.painted = true
    this.idle = setTimeout(() => {
      if (this.speed === 0) this.seeker?.show(this.shown)
    }, IDLE_MS)
    this.tell()
  }

  /** The video shows another picture, which is seen only where none is painted over it. */
  private presented(frame: number): void {
    this.renewal.worked()
    if (this.painted && this.speed <= 0) return
    if (this.rough && this.seeker?.settled !== true) return
    this.screen?.hide()
    this.painted = false
    this.onScreen(this.clamp(frame))
    if (this.speed > 0) {
      this.asked = this.shown
      if (this.loop && this.shown >= this.loop[1] - 1) this.roll(this.loop[0])
    }
    this.tell()
  }

  private onScreen(frame: number): void {
    this.decoded = true
    this.rough = false
    this.shown = frame
  }

  private standIn(): void {
    const near = this.pictures?.nearest(this.asked, NEAR)
    const picture = near === undefined ? undefined : this.pictures?.peek(near)
    if (picture && near !== undefined) {
      this.screen?.paint(picture)
      this.onScreen(near)
      this.painted = true
    } else if (this.film && this.screen?.standIn(this.film.sheet, this.asked)) {
      this.rough = true
      this.painted = false
    }
  }

  private missed(): void {
    this.mismatches += 1
    this.tell()
  }

  private gaveUp(frame: number): void {
    if (this.painted) return
    this.halt()
    this.screen?.hide()
    this.onScreen(this.clamp(frame))
    this.asked = this.shown
    this.tell()
  }

  /** Go on without the decoder: the video element shows every frame too, only later. */
  private useVideo(missed = 0): void {
    this.mismatches += missed
    this.pictures?.close()
    this.pictures = null
    this.painted = false
    this.seeker?.show(this.asked, true)
    this.tell()
  }

  private ended(last: number): void {
    if (this.speed <= 0) return
    if (this.loop) this.roll(this.loop[0])
    else this.seek(last)
  }

  private halt(): void {
    this.stopBackwards()
    if (this.speed > 0) this.seeker?.pause()
    this.speed = 0
  }

  private settle(): void {
    this.asked = this.shown
    if (this.pictures) this.bring(0)
    else this.seeker?.show(this.asked, true)
    this.tell()
  }

  private roll(from: number): void {
    clearTimeout(this.idle)
    this.seeker?.roll(from, this.speed).catch(() => this.play(0))
  }

  private rollBack(from: number): void {
    const [first, end] = this.loop ?? [0, this.timing.frames]
    this.stopBackwards = playBackwards({
      rate: -this.speed * this.timing.rate,
      from,
      first,
      last: end - 1,
      repeat: this.loop !== null,
      show: (frame) => this.stepBack(frame),
      done: () => this.play(0),
    })
  }

  private stepBack(frame: number): boolean {
    this.pictures?.want(frame, -1)
    if (this.pictures && !this.pictures.peek(frame)) return false
    if (frame === this.asked) return true
    this.asked = frame
    if (this.pictures) this.arrived(frame)
    else this.seeker?.show(frame)
    this.tell()
    return true
  }

  private clamp(frame: number): number {
    return held(this.parts, Math.max(0, Math.min(Math.round(frame), this.timing.frames - 1)))
  }
}
