/** The shapes of learning: runs, models, rounds, releases, and what the overview shows. */
import type { Annotation, Item, Job, LabelClass, Person, Span } from "./types"

export interface SplitPart {
  name: "train" | "validation" | "test"
  items: number
  sources: number
  by_class: Record<string, number>
}

export interface Split {
  mode: "holdout" | "grouped-cv"
  folds: number
  parts: SplitPart[]
  checks: { ok: boolean; text: string }[]
  refused: string | null
  estimate_seconds: number | null
}

export interface CurvePoint {
  step: number
  loss?: number
  val_loss?: number
  metric?: number
  /** Of which trial of a search. */
  trial?: number
}

/** A trial of a search; no value: it was broken off, and `why` may say more. */
export interface Trial {
  number: number
  options: Record<string, unknown>
  state: "done" | "pruned" | "stopped" | "failed"
  value: number | null
  seconds: number
  epochs: number
  why: string
}

/** How the options of a model were found. */
export interface Search {
  best: number
  wanted: number
  seconds: number
  varied: string[]
  trials: Trial[]
}

export interface Run {
  id: number
  name: string
  entry: string
  classes: number[]
  regime: string
  seed: number
  options: Record<string, unknown>
  teacher_id: number | null
  start_id: number | null
  /** The models that it averages; none: it trains. */
  member_ids: number[]
  /** The share of time in which the device was at work, 0 to 1. */
  busy: number | null
  split: Split
  job: Job
  curve: CurvePoint[]
  model_id: number | null
  created_at: string
}

export interface ClassMetrics {
  class_id: number
  precision: number | null
  recall: number | null
  f1: number | null
  support: number
}

export interface Metrics {
  accuracy: number
  accuracy_interval: [number, number]
  top_k: { k: number; accuracy: number }[]
  macro_precision: number | null
  macro_recall: number | null
  macro_f1: number
  ece: number
  ece_before: number
  temperature: number
  per_class: ClassMetrics[]
  confusion: number[][]
  reliability: { confidence: number; accuracy: number; count: number }[]
  majority: number
  n: number
  split: string
}

export interface Model {
  id: number
  number: number
  name: string
  entry: string
  regime: string
  options: Record<string, unknown>
  state: "ready" | "live" | "retired"
  classes: LabelClass[]
  metrics: Metrics
  split: Split
  snapshot: { release_id: number; name: string; hash: string; items: number }
  seed: number
  parent_id: number | null
  /** The models that it is the average of. */
  member_ids: number[]
  created_at: string
  created_by: Person | null
  run_id: number
  notes: string
  search: Search | null
}

export interface Check {
  asked: number
  done: number
  right: number | null
  size: number | null
  low: number | null
  high: number | null
}

/** Which rounds people check: where few clips judge, each, or none. */
export type CheckWhen = "few" | "always" | "never"

export interface Round {
  id: number
  number: number
  model_id: number
  candidate_id: number | null
  state: "running" | "checking" | "kept" | "refused" | "rolled-back" | "failed"
  thresholds: {
    class_id: number
    threshold: number | null
    accepted: number
    precision: number | null
    interval: [number, number] | null
  }[]
  /** Macro F1 before and after; the interval of the change, null of a round of before there was one. */
  holdout: { kind: "audit" | "test"; items: number; before: number; after: number; low: number | null; high: number | null } | null
  /** Clips of it that people label without seeing what it says; then how many it had right, of all its clips. */
  check: Check | null
  added: number
  job: Job
  created_at: string
  /** The number of the round whose model it began with. */
  follows: number | null
  series_id: number | null
  /** Clips that it took no label for. */
  left: number | null
  reason: string
}

/** Rounds that go on by themselves, and why they stopped: empty while they go on. */
export interface Series {
  id: number
  model_id: number
  most: number
  kept: number
  stop: "" | "refused" | "worse" | "unsure" | "enough" | "taken-back" | "failed" | "cancelled" | "away"
  why: string
  left: number | null
  job: Job | null
  created_at: string
  ended_at: string | null
  created_by: Person | null
}

export interface ZooEntry {
  key: string
  name: string
  family: string
  summary: string
  presets: ZooPreset[]
  parameters: number
  license: string
  weights: "none" | "packaged" | "random" | "folder"
  regimes: string[]
}

/** A size of a network, and what it sees of a clip: so many frames of so many px. */
export interface ZooPreset {
  key: "full" | "tiny"
  parameters: number
  frames: number
  size: number
}

/** What a way to train must be given beside labels, or may be. */
export type Need = "pool" | "teacher" | "start"

export interface Regime {
  key: string
  name: string
  summary: string
  paper: string
  needs: Need[]
  takes: Need[]
}

export interface TrainOption {
  key: string
  kind: "flag" | "whole" | "number" | "choice" | "text" | "pairs"
  default: unknown
  summary: string
  low: number | null
  high: number | null
  choices: string[]
  /** Whether a search looks for the best of it. */
  varied: boolean
}

/** A choice between burden and accuracy, and what stands for it. */
export interface Use {
  key: string
  name: string
  summary: string
  entry: string
  regime: string
  options: Record<string, unknown>
}

export interface Release {
  id: number
  name: string
  hash: string
  items: number
  annotations: number
  by_class: Record<string, number>
  purpose: "export" | "training"
  created_at: string
  created_by: Person | null
}

export interface AuditEntry {
  id: number
  at: string
  user: Person | null
  action: string
  subject: string
  before: unknown
  after: unknown
}

export interface Overview {
  stages: Record<string, number>
  mine: number
  review: number
  labeled_per_day: { day: string; count: number }[]
  people: { user: Person; labels: number; approved: number; rejected: number }[]
  activity: AuditEntry[]
  models: { id: number; number: number; name: string; accuracy: number; n: number; labeled: number }[]
}

export interface ReviewEntry {
  item: Item
  submitted_at: string
  added: number
  changed: number
  removed: number
}

export interface ItemChanges {
  author: Person | null
  submitted_at: string | null
  before: Annotation[]
  after: Annotation[]
  /** The frames that nobody trains on. */
  skips_before: Span[]
  skips_after: Span[]
}
