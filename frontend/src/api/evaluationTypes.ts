/** The shapes of evaluations. Null is what cannot be said. */
import type { Item, Job } from "./types"

/** x and y of a point of a curve. */
export type Point = readonly [number, number]

export interface Figure {
  readonly key: string
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export interface ClassCurves {
  readonly class_id: number
  readonly support: number
  readonly area_under_roc: number | null
  readonly average_precision: number | null
  readonly roc: readonly Point[]
  readonly precision_recall: readonly Point[]
}

export interface Calibration {
  readonly error: number
  readonly bins: readonly { readonly confidence: number; readonly accuracy: number; readonly count: number }[]
}

export interface Slice {
  readonly by: string
  readonly value: string
  readonly clips: number
  readonly sources: number
  readonly accuracy: number
  readonly interval: readonly [number, number]
  readonly rest: number | null
}

export interface Operating {
  readonly class_id: number
  readonly rate: number
  readonly threshold: number
  readonly false_accepts: number | null
  readonly recall: number | null
}

/** Average precision by overlap in time: the mean, and of each class. */
export interface Spans {
  readonly overlaps: readonly number[]
  readonly means: readonly number[]
  readonly by_class: readonly { readonly class_id: number; readonly values: readonly number[] }[]
  readonly frame_area: number | null
  readonly items: number
}

export interface Evaluation {
  readonly clips: number
  readonly sources: number
  readonly figures: readonly Figure[]
  readonly per_class: readonly ClassCurves[]
  readonly cmc: readonly number[]
  readonly reciprocal_rank: number | null
  readonly calibration: { readonly before: Calibration | null; readonly after: Calibration }
  readonly slices: readonly Slice[]
  readonly operating: readonly Operating[]
  /** Of each class's k surest clips the share that is right. */
  readonly surest: readonly { readonly k: number; readonly precision: number }[]
  readonly spans: Spans | null
  /** On clips of the recordings that it learned from. */
  readonly learned: { readonly accuracy: number; readonly n: number } | null
  /** Beside a model that sees single pictures, on the same clips. */
  readonly temporal_gain: { readonly beside_id: number; readonly clips: number; readonly gain: number | null; readonly low: number | null; readonly high: number | null } | null
  /** How well judged clips are found by others that are alike, of other recordings. */
  readonly retrieval: { readonly items: number; readonly reciprocal_rank: number; readonly nearest: readonly { readonly k: number; readonly precision: number }[] } | null
  readonly looks: { readonly count: number; readonly people: number }
}

export interface Difference extends Omit<Figure, "value"> {
  readonly before: number | null
  readonly after: number | null
  readonly difference: number | null
  readonly p: number | null
}

export interface Judgement {
  readonly item: Item
  readonly start: number
  readonly end: number
  readonly truth: readonly number[]
  readonly predicted: readonly number[]
  readonly confidence: number
  readonly is_right: boolean
  readonly saliency: SaliencyMap | null
}

/** What in a clip spoke for a class, by place and moment. */
export interface SaliencyMap {
  readonly class_id: number
  readonly rows: number
  readonly columns: number
  /** The moment with the strongest place. */
  readonly peak: number
  /** `share`: of all that spoke for the class; `map`: base64 of a byte a place. */
  readonly moments: readonly { readonly frame: number; readonly share: number; readonly map: string }[]
}

/** Whether it is known where a model looked; `blind`: it sees movement, too, which has no place. */
export interface Saliency {
  readonly why_not: string | null
  readonly clips: number
  readonly blind: boolean
  readonly job: Job | null
}

export interface Change {
  readonly item: Item
  readonly start: number
  readonly truth: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
}

export interface Comparison {
  readonly before_id: number
  readonly after_id: number
  readonly clips: number
  readonly sources: number
  readonly figures: readonly Difference[]
  readonly per_class: readonly (Omit<Difference, "key"> & { readonly class_id: number; readonly kappa: number | null })[]
  readonly together: readonly { readonly key: string; readonly value: number | null }[]
  readonly fixed: number
  readonly broken: number
  readonly mcnemar_p: number
  readonly kappa: number | null
  readonly fixed_clips: readonly Change[]
  readonly broken_clips: readonly Change[]
}
