/** The shapes of quality: what a training needs, random checks, and what more labels would bring. */

export interface Need {
  key: "classes" | "empty" | "sources" | "split" | "judged" | "labels"
  ok: boolean
  /** Without it no training starts; else it is advice. */
  must: boolean
  classes: number[]
  count: number
}

export interface Readiness {
  ready: boolean
  needs: Need[]
}

export interface Pace {
  per_hour: number | null
  labels: number
  accepted: number
  rejected: number
  clips: number
  alone: number
}

export interface Running {
  labels: number
  n: number
  accuracy: number
  interval: [number, number]
}

export interface Checked {
  model_id: number
  name: string
  n: number
  accuracy: number
  interval: [number, number]
}

export interface Gain {
  more: number
  gain: number
  low: number
  high: number
}

export interface Growth {
  score: "accuracy" | "macro_f1"
  labels: number
  model_id: number | null
  points: { labels: number; score: number; low: number; high: number }[]
  curve: { labels: number; score: number }[]
  gains: Gain[]
  flat: boolean
  refused: "" | "few" | "far"
}

export interface Drift {
  model_id: number
  known: number
  new: number
  farther: number
  chance: number
  enough: boolean
  alarm: boolean
}

export interface Quality {
  pace: Pace
  audit: { drawn: number; line: Running[]; versions: Checked[] }
  growth: Growth[]
  drift: Drift | null
}
