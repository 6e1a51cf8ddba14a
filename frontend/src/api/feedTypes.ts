/** The shapes of feeds. */
import type { components } from "./schema"
import type { Annotation, Item } from "./types"

/** Whether two clips are of one class; `same` is null where labels are too few to tell. */
export type Verdict = components["schemas"]["Verdict"]

export interface FeedModel {
  id: number
  name: string
  run_id: number
}

export interface Feeds {
  model: FeedModel | null
  /** How many clips each has; with `more` at least so many. */
  kinds: { kind: string; count: number; more: boolean }[]
  /** Whether clips can be found by words here. */
  words: boolean
}

/** How often the model is wrong from a threshold on, on clips that chance drew or that tested it. */
export interface Evidence {
  by: "audit" | "test"
  items: number
  checked: number
  wrong: number
  low: number
  high: number
}

/** A clip, its tags, and why it is here. */
export interface FeedCard {
  item: Item
  annotations: Annotation[]
  code: string
  text: string
  /** What accepting says; of negatives that it is not. */
  class_id: number | null
  score: number | null
  /** What people said. */
  given_id: number | null
  beside_id: number | null
  /** The clip that it is like, or a copy of. */
  beside: Item | null
  /** What another model says of it. */
  other: { name: string; class_id: number; score: number } | null
  /** Of a long video: the frames [start, end) that it is about. */
  start: number | null
  end: number | null
  /** It was nobody's, and is now whoever's who looks at this page. */
  held: boolean
}

export interface Feed {
  kind: string
  model: FeedModel | null
  threshold: number | null
  count: number
  evidence: Evidence | null
  /** So many clips are still looked at, and may join a feed of likeness soon. */
  coming: number
  cards: FeedCard[]
}
