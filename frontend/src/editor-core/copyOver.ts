/** Taking over what was said of another clip. */
import type { Records } from "./edits"
import { newId } from "./ids"
import { isGuess, isWholeClip } from "./records"
import { toggleWholeClip } from "./tags"
import type { Annotation, Change, ClipFacts, LabelClass } from "./types"

/** Another clip, with all that was said of it. */
export interface Other {
  readonly name: string
  readonly frames: number
  readonly width: number
  readonly height: number
  readonly annotations: readonly Annotation[]
}

export interface CopyOver {
  readonly changes: Change[]
  /** Labels that were left there, since the clips are not of one length or size. */
  readonly left: number
}

/**
 * The changes that say of this clip what people said of the other one. Tags of all of it always fit;
 * what lies at frames fits a clip of as many frames, and shapes one of the same size too. What is there
 * already is not said twice.
 */
export function copyOver(other: Other, view: Records, clip: ClipFacts, classes: readonly LabelClass[], single: boolean): CopyOver {
  const known = new Map(classes.filter(({ archived }) => !archived).map((one) => [one.id, one]))
  const said = other.annotations.filter((record) => !isGuess(record) && !record.negative && known.has(record.class_id))
  const whole = said.filter((record) => isWholeClip(record, { ...clip, frames: other.frames }))
  const tags = new Set(whole.map(({ class_id }) => class_id))
  const tagChanges = [...tags].flatMap((id) => onWhole(view, known.get(id), clip, single))
  const sameLength = other.frames === clip.frames
  const sameSize = sameLength && other.width === clip.width && other.height === clip.height
  const rest = said.filter((record) => !whole.includes(record))
  const fitting = rest.filter(({ kind }) => (kind === "tag" ? sameLength : sameSize))
  const fresh = apart(fitting.filter((record) => !isThere(view, record)), view)
  return { changes: [...tagChanges, ...fresh.map((record): Change => ({ added: renewed(record) }))], left: rest.length - fitting.length }
}

function onWhole(view: Records, labelClass: LabelClass | undefined, clip: ClipFacts, single: boolean): Change[] {
  const there = [...view.values()].some((record) => record.class_id === labelClass?.id && isWholeClip(record, clip) && !isGuess(record) && !record.negative)
  return labelClass && !there ? toggleWholeClip(view, labelClass, clip, single) : []
}

/** What is one thing there is one here, but none that this clip has already: numbers of the same name are of other things. */
function apart(fresh: readonly Annotation[], view: Records): readonly Annotation[] {
  const here = new Set([...view.values()].map(({ instance }) => instance ?? 0))
  if (fresh.every(({ instance }) => instance === null || !here.has(instance))) return fresh
  const most = [...here, ...fresh.map(({ instance }) => instance ?? 0)].reduce((a, b) => Math.max(a, b), 0)
  return fresh.map((record) => (record.instance === null ? record : { ...record, instance: record.instance + most }))
}

function isThere(view: Records, { class_id, kind, spans, keyframes }: Annotation): boolean {
  const same = JSON.stringify([class_id, kind, spans, keyframes])
  return [...view.values()].some((record) => !isGuess(record) && JSON.stringify([record.class_id, record.kind, record.spans, record.keyframes]) === same)
}

/** The same label, said anew by this person. */
function renewed(record: Annotation): Annotation {
  return { ...record, id: newId(), source: "human", model_id: null, confidence: null, version: 0, author: null }
}
