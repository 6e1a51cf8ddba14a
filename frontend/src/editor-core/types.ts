/** The shapes the editor works on; the same as the API's, so records pass through unchanged. */

/** A half-open range of frames, [start, end). */
export type Span = readonly [number, number]

/** A box in item pixels; `hold` keeps it until the next keyframe instead of moving towards it. */
export interface Geometry {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly hold?: boolean
}

export type Keyframes = Readonly<Record<string, Geometry>>
export type Source = "human" | "model" | "import"

/** One statement about a clip. */
export interface Annotation {
  readonly id: string
  readonly class_id: number
  readonly kind: "tag" | "box"
  readonly spans: readonly Span[]
  readonly keyframes: Keyframes
  readonly steps: Readonly<Record<string, unknown>>
  readonly occluded: readonly Span[]
  readonly instance: number | null
  readonly z: number
  readonly text: string
  readonly source: Source
  readonly model_id: number | null
  readonly confidence: number | null
  readonly negative: boolean
  readonly version: number
  readonly author: { readonly id: number; readonly name: string } | null
}

/** The fields an edit may change. */
export type Patch = Partial<Omit<Annotation, "id" | "version" | "author">>

export type Change =
  | { readonly added: Annotation }
  | { readonly updated: { readonly id: string; readonly from: Patch; readonly to: Patch } }
  | { readonly removed: Annotation }

/** One atomic change on base versions, as it is sent. */
export interface Edit {
  readonly edit_id: string
  readonly base: Readonly<Record<string, number>>
  readonly changes: readonly Change[]
}

/** The server's answer to an edit. */
export interface Applied {
  readonly edit_id: string
  readonly revision: number
  readonly records: readonly Annotation[]
  readonly removed: readonly string[]
  readonly suggestion: boolean
}

/** What the server holds for one clip at one moment. */
export interface Snapshot {
  readonly revision: number
  readonly annotations: readonly Annotation[]
}

/** A class as the editor needs it. */
export interface LabelClass {
  readonly id: number
  readonly name: string
  readonly kind: "tag" | "box"
  readonly color: number
  readonly hotkey: number | null
  readonly archived: boolean
}

/** What is fixed about the clip on the desk: its frames, its rate, its picture size in pixels. */
export interface ClipFacts {
  readonly id: number
  readonly frames: number
  readonly rate: number
  readonly width: number
  readonly height: number
  /** Seconds at which each frame begins, from the stored map. */
  readonly seconds: readonly number[]
}
