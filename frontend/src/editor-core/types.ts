/** The shapes the editor works on; the same as the API's, so records pass through unchanged. */

/** A half-open range of frames, [start, end). */
export type Span = readonly [number, number]

/** A place in pixels of the item's picture: [x, y]. */
export type Place = readonly [number, number]

/** What every geometry may say: with `hold` it stays until the next keyframe instead of moving towards it. */
interface Held {
  readonly hold?: boolean
}

/** An upright rectangle, then turned clockwise about its middle by `rotation` degrees. */
export interface BoxGeometry extends Held {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly rotation?: number
}

export interface EllipseGeometry extends Held {
  readonly x: number
  readonly y: number
  readonly radius_x: number
  readonly radius_y: number
  readonly rotation?: number
}

/** No outline repeats its first place. */
export interface PolygonGeometry extends Held {
  readonly outline: readonly Place[]
  readonly holes?: readonly (readonly Place[])[]
}

export interface PolylineGeometry extends Held {
  readonly points: readonly Place[]
}

export interface KeypointGeometry extends Held {
  readonly x: number
  readonly y: number
}

/** A direction from (x, y); degrees are clockwise from the right. */
export interface VectorGeometry extends Held {
  readonly x: number
  readonly y: number
  readonly angle: number
  readonly length: number
}

export type Sight = "visible" | "covered" | "absent"

/** A joint that says nothing of its sight is visible. */
export interface Joint {
  readonly x: number
  readonly y: number
  readonly sight?: Sight
}

export interface SkeletonGeometry extends Held {
  readonly joints: Readonly<Record<string, Joint>>
}

/** Pixels of a rectangle, row by row: runs of unset, set, unset, … ones. */
export interface MaskGeometry extends Held {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly runs: readonly number[]
}

/** The shape of one keyframe; which one it is tells the field that only it has: see shapes/registry. */
export type Geometry =
  | BoxGeometry
  | EllipseGeometry
  | PolygonGeometry
  | PolylineGeometry
  | KeypointGeometry
  | VectorGeometry
  | SkeletonGeometry
  | MaskGeometry

export type ShapeKind = "box" | "polygon" | "polyline" | "ellipse" | "keypoint" | "skeleton" | "vector" | "mask"
export type Kind = "tag" | ShapeKind

/** What a property may be said to be; null takes back what was said before. */
export type Value = string | number | readonly string[] | null
/** What is said from a frame on, by property id, until something else is. */
export type Steps = Readonly<Record<string, Readonly<Record<string, Value>>>>

export type Keyframes = Readonly<Record<string, Geometry>>
export type Source = "human" | "model" | "import"

/** One statement about a clip. */
export interface Annotation {
  readonly id: string
  readonly class_id: number
  readonly kind: Kind
  readonly spans: readonly Span[]
  readonly keyframes: Keyframes
  readonly steps: Steps
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
  /** Frames that nobody trains on: a matter of the clip, not of a record. */
  | { readonly skip: { readonly from: readonly Span[]; readonly to: readonly Span[] } }

/**
 * What an edit does besides: it hands the clip on to the next stage, or takes a decision back from there; in a
 * feed it gives the clip back, or says that what the feed doubts is right.
 */
export type StageStep =
  | { readonly kind: "submit"; readonly unsure: boolean }
  | { readonly kind: "recall"; readonly decision: string }
  | { readonly kind: "say" }
  | { readonly kind: "uphold"; readonly feed: string; readonly upheld: boolean }

/** One atomic change on base versions, as it is sent. */
export interface Edit {
  readonly edit_id: string
  readonly step?: StageStep
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
  /** The frames that the clip skips now, where the edit said anything of them. */
  readonly skips?: readonly Span[] | null
}

/** What the server holds for one clip at one moment. */
export interface Snapshot {
  readonly revision: number
  readonly annotations: readonly Annotation[]
  readonly skips?: readonly Span[]
}

/** A typed detail of a class; said once, at frame 0, unless it is `per_frame`. */
export interface Property {
  readonly id: string
  readonly name: string
  readonly kind: "choice" | "choices" | "number" | "text"
  readonly options: readonly string[]
  readonly required: boolean
  readonly per_frame: boolean
}

/** Where joints lie in a unit square when a skeleton is drawn, and which are joined. */
export interface Template {
  readonly joints: readonly { readonly name: string; readonly x: number; readonly y: number }[]
  readonly edges: readonly (readonly [string, string])[]
}

/** A class as the editor needs it. */
export interface LabelClass {
  readonly id: number
  readonly name: string
  readonly kind: Kind
  readonly color: number
  readonly hotkey: number | null
  readonly archived: boolean
  readonly properties: readonly Property[]
  readonly skeleton: Template | null
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

/** A stretch as a model saw it, in frames; `value` is 0 where it is certain and 1 where it cannot tell. */
export interface Doubt {
  readonly start: number
  readonly end: number
  readonly value: number
  /** How likely the class is that says most along the clip. */
  readonly score?: number
}

/** Where shots begin, in frames, rising; and the frame that stands for each, none of a black one. */
export interface Shots {
  readonly boundaries: readonly number[]
  readonly keyframes: readonly (number | null)[]
}
