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
  /** Complete clips that only a model labeled; and others with a guess that nobody decided on. */
  alone: number
  guessed: number
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

/** How many labels the order of the queue saved against chance. Null: more than all that were looked at. */
export interface Savings {
  audited: number
  needed: number
  labels: number
  refused: "" | "few" | "recordings" | "labels" | "task"
  random: number
  accuracy: number
  chosen: number | null
  low: number | null
  high: number | null
}

export interface Quality {
  pace: Pace
  audit: { drawn: number; line: Running[]; versions: Checked[] }
  growth: Growth[]
  drift: Drift | null
  savings: Savings
}
