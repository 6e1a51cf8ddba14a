/** What plays, sounds and is small of a clip. */
import type { SheetFacts } from "./sheet"

/** A file that holds a range of the clip's frames. */
export interface Part {
  readonly url: string
  readonly start: number
  readonly frames: number
}

export interface ClipMedia {
  /** Files that hold the clip's frames, in order; more than one only while the clip is prepared. */
  readonly parts: readonly Part[]
  readonly sheet: SheetFacts | null
  readonly audio: boolean
  /** How loud the clip is: one byte `rate` times a second. */
  readonly waveform: { readonly url: string; readonly rate: number } | null
}

/** A clip of which nothing is known but its frames. */
export const NO_MEDIA: ClipMedia = { parts: [], sheet: null, audio: false, waveform: null }

/** How many frames, and how many a second. */
export interface Timing {
  readonly frames: number
  readonly rate: number
}
