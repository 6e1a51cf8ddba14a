/** The shapes that the server speaks, from its API document; narrower where that cannot say it. */
import type { Keyframes, Steps, Template } from "../editor-core/types"
import type { components } from "./schema"

type Schemas = components["schemas"]

// The document calls optional what has a default, also where an answer always has it: `Required`.

/** A half-open range of frames, [start, end). */
export type Span = [number, number]

export type User = Required<Schemas["User"]>
export type Person = Schemas["Person"]
export type Preferences = Schemas["Preferences"]
export type Session = Omit<Schemas["Session"], "user"> & { user: User | null }
/** A newer server may know capabilities that this page does not. */
export type Project = Omit<Schemas["Project"], "classes" | "capabilities"> & { classes: LabelClass[]; capabilities: string[] }
export type Strategies = Schemas["Strategies"]
export type Strategy = Strategies["strategies"][number]
export type ProjectRole = Project["role"]
export type Capability = Schemas["Project"]["capabilities"][number]
export type LabelClass = Omit<Required<Schemas["LabelClass"]>, "skeleton"> & { skeleton: Template | null }
export type Member = Omit<Schemas["Member"], "user"> & { user: User }
export type Invitation = Schemas["Invitation"]
export type ApiKey = Required<Schemas["Key"]>
/** With the secret, only in the answer that creates it. */
export type NewKey = Required<Schemas["NewKey"]>

export type Progress = Schemas["Progress"]
export type Job = Schemas["Job"]
export type JobState = Job["state"]

export interface Stage {
  id: string
  kind: string
  name: string
}

export type Dataset = Omit<Schemas["Dataset"], "workflow"> & {
  workflow: { stages: Stage[]; arrows: [string, string][] }
}

export type TagSummary = Omit<Schemas["TagSummary"], "spans"> & { spans: Span[] }
export type Sprite = Schemas["Sprite"]
export type Item = Omit<Schemas["Item"], "tags" | "rate_requested"> & { tags: TagSummary[]; rate_requested: string | number }
export type Facets = Schemas["Facets"]
export type BulkResult = Schemas["Changed"]

export type Annotation = Omit<Schemas["Annotation"], "spans" | "occluded" | "keyframes" | "steps"> & {
  spans: Span[]
  occluded: Span[]
  keyframes: Keyframes
  steps: Steps
}
export type Source = Annotation["source"]

export type Change =
  | { added: Annotation }
  | { updated: { id: string; from: Partial<Annotation>; to: Partial<Annotation> } }
  | { removed: Annotation }
  | { skip: { from: Span[]; to: Span[] } }

export type EditIn = Omit<Schemas["EditIn"], "changes"> & { changes: Change[] }
export type EditOut = Omit<Schemas["Edit"], "records"> & { records: Annotation[] }
export type LoggedEdit = Omit<Schemas["LoggedEdit"], "changes"> & { changes: Change[] }
export type Suggestion = Omit<Schemas["Suggestion"], "changes"> & { changes: Change[] }
export type Annotations = Omit<Schemas["Annotations"], "annotations" | "skips"> & {
  skips: Span[]
  annotations: Annotation[]
}
/** Accounts are closed, never deleted, so a comment always has its author. */
export type Comment = Omit<Schemas["Comment"], "author"> & { author: Person }
export type FrameMap = Omit<Schemas["FrameMap"], "rate"> & { rate: { numerator: number; denominator: number } }

export interface Page<T> {
  results: T[]
  next: string | null
}
