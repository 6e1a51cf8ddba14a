/** What a suggested shape is, and what its maker is asked. */
import type { Records } from "./edits"
import type { Bounds, Point } from "./shapes/shape"
import type { Annotation, Change, Geometry, Keyframes } from "./types"

/** A shape on frame `first` that is to be followed up to frame `last`; `end` is its shape there where that is known. */
export interface Following {
  readonly first: number
  readonly last: number
  readonly shape: Geometry
  readonly end: Geometry | null
}

/** A thing on a frame, pointed at or within a box. */
export interface Pointing {
  readonly frame: number
  readonly point?: Point
  readonly box?: Bounds
}

/** Who makes suggestions. What it throws is a sentence for people; `heard` gets how far it is, 0 to 1. */
export interface Assistant {
  track(asked: Following, heard: (share: number) => void, stop: AbortSignal): Promise<{ keyframes: Keyframes; until: number }>
  outline(asked: Pointing, heard: (share: number) => void, stop: AbortSignal): Promise<{ shape: Geometry }>
}

/** One suggestion: on its way while `record` is null, else what it would look like, and what taking it on changes by then. */
export interface Suggestion {
  readonly label: string
  readonly share: number
  readonly stop: AbortController
  readonly record: Annotation | null
  readonly changes: (records: Records) => readonly Change[]
}
