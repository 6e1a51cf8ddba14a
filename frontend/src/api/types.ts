/** The shapes that the server speaks. */

export interface User {
  id: number
  name: string
  email: string
  is_admin: boolean
}

export interface Session {
  user: User | null
  version: string
}

export type ProjectRole = "lead" | "reviewer" | "annotator" | "viewer"

export type Capability = "view" | "comment" | "annotate" | "review" | "export" | "upload" | "train" | "manage" | "admin"

export interface LabelClass {
  id: number
  name: string
  kind: "tag" | "box"
  /** Slot 1 to 12. */
  color: number
  hotkey: number | null
  archived: boolean
}

export interface Project {
  id: number
  name: string
  task: "single" | "multi"
  background_class: number | null
  self_review: boolean
  role: ProjectRole
  capabilities: string[]
  created_at: string
  classes: LabelClass[]
}

export interface Member {
  id: number
  user: User
  role: ProjectRole
}

export interface Invitation {
  id: number
  role: ProjectRole
  email: string
  /** Only in the answer that creates it. */
  url?: string | null
  expires_at: string
}

export interface ApiKey {
  id: number
  name: string
  prefix: string
  scope: "read" | "write"
  expires_at: string | null
  last_used_at: string | null
  /** Only in the answer that creates it. */
  key?: string | null
}

export interface Progress {
  done: number
  total: number
  unit: string
  message: string
  rate: number | null
  eta_seconds: number | null
}

export type JobState = "queued" | "running" | "succeeded" | "failed" | "cancelled"

export interface Job {
  id: string
  kind: string
  title: string
  state: JobState
  progress: Progress
  error: { code: string; title: string } | null
  attempt: number
  result: Record<string, unknown> | null
  queue_position: number | null
  created_at: string
  started_at: string | null
  finished_at: string | null
  not_before: string | null
  subject: { type: string; id: number } | null
}

export interface Stage {
  id: string
  kind: string
  name: string
}

export interface Dataset {
  id: number
  name: string
  workflow: { stages: Stage[]; arrows: [string, string][] }
  items: number
}

export type Source = "human" | "model" | "import"

export interface TagSummary {
  annotation: string
  class_id: number
  class: string
  spans: [number, number][]
  source: Source
  confidence: number | null
}

export interface Sprite {
  url: string
  columns: number
  rows: number
  count: number
  width: number
  height: number
}

export interface Person {
  id: number
  name: string
}

export interface Item {
  id: number
  name: string
  dataset_id: number
  stage: string
  stage_kind: string
  state: "uploading" | "processing" | "ready" | "failed"
  error: string | null
  frames: number | null
  rate: { numerator: number; denominator: number } | null
  seconds: number | null
  width: number | null
  height: number | null
  source: string
  folder: string
  tags: TagSummary[]
  label_sources: string[]
  confidence: number | null
  assignee: Person | null
  author: Person | null
  priority: number | null
  reason: { code: string; text: string; score: number | null } | null
  media: { proxy: string; poster: string; sprite: Sprite } | null
  job_id: string | null
  comments: number
  rejected: { reason: string; by: Person | string; at: string } | null
  created_at: string
  rate_requested: string | number
}

export interface Facets {
  total: number
  stages: Record<string, number>
  states: Record<string, number>
  tags: Record<string, number>
  sources: Record<string, number>
  labels: Record<string, number>
  datasets: Record<string, number>
  folders?: Record<string, number>
  assignees?: Record<string, number>
}

/** A box in item pixels. */
export interface Geometry {
  x: number
  y: number
  width: number
  height: number
  hold?: boolean
}

export interface Annotation {
  id: string
  class_id: number
  kind: "tag" | "box"
  spans: [number, number][]
  keyframes: Record<string, Geometry>
  steps: Record<string, unknown>
  occluded: [number, number][]
  instance: number | null
  z: number
  text: string
  source: Source
  model_id: number | null
  confidence: number | null
  negative: boolean
  version: number
  author: Person | null
}

export type Change =
  | { added: Annotation }
  | { updated: { id: string; from: Partial<Annotation>; to: Partial<Annotation> } }
  | { removed: Annotation }

export interface EditIn {
  edit_id: string
  base: Record<string, number>
  changes: Change[]
}

export interface EditOut {
  edit_id: string
  revision: number
  records: Annotation[]
  removed: string[]
  suggestion: boolean
}

export interface Suggestion {
  id: string
  author: Person
  created_at: string
  changes: Change[]
  reason: string
}

export interface Annotations {
  revision: number
  annotations: Annotation[]
  suggestions: Suggestion[]
}

export interface Comment {
  id: number
  item_id: number
  frame: number
  annotation_id: string | null
  text: string
  author: Person
  created_at: string
  resolved: boolean
}

export interface FrameMap {
  frames: number
  rate: { numerator: number; denominator: number }
  source_frames: number[]
  seconds: number[]
}

export interface Page<T> {
  results: T[]
  next: string | null
}

export interface BulkResult {
  changed: number
  skipped: number
  batch: string | null
}
