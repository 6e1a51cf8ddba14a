/** Deciding a whole clip: which changes a class, a guess accepted or one rejected make. */
import type { Records } from "../edits"
import { isGuess, isWholeClip, newRecord } from "../records"
import { toggleWholeClip } from "../tags"
import type { Annotation, Change, ClipFacts, LabelClass } from "../types"
import { reject } from "../verdicts"

/** How likely a model finds each class of a clip, by class id. */
export type Shares = ReadonlyMap<number, number>

/** The class that a model finds likeliest, of those that nobody decided on. */
export interface Guess {
  readonly classId: number
  readonly confidence: number
}

/** The classes that people put on all of the clip. */
export function chosenClasses(view: Records, clip: ClipFacts): number[] {
  const whole = [...view.values()].filter((record) => isWholeClip(record, clip) && !isGuess(record) && !record.negative)
  return [...new Set(whole.map(({ class_id }) => class_id))]
}

/** What makes a class hold for all of the clip, and in single-label projects no other. Nothing where that is so. */
export function chooseWholeClip(view: Records, labelClass: LabelClass, clip: ClipFacts, single: boolean): Change[] {
  const same = [...view.values()].filter(({ kind, class_id }) => kind === "tag" && class_id === labelClass.id)
  // Who says that it is this class no longer says that it is not, nor that it is only here and there.
  const left = same.filter((record) => record.negative || (isGuess(record) && !isWholeClip(record, clip)))
  const gone = left.map((removed): Change => ({ removed }))
  if (!chosenClasses(view, clip).includes(labelClass.id)) return [...gone, ...toggleWholeClip(view, labelClass, clip, single)]
  const others = [...view.values()].filter((record) => isWholeClip(record, clip) && !isGuess(record) && !record.negative && record.class_id !== labelClass.id)
  return [...gone, ...(single ? others.map((removed): Change => ({ removed })) : [])]
}

/** What says that a class does not hold for the clip: each guess of it turned down, else one word of a person. */
export function refuseClass(view: Records, labelClass: LabelClass, clip: ClipFacts): Change[] {
  const guesses = [...view.values()].filter((record) => record.kind === "tag" && record.class_id === labelClass.id && isGuess(record) && !record.negative)
  if (guesses.length > 0) return guesses.map(reject)
  return [{ added: { ...newRecord(labelClass, [[0, clip.frames]]), negative: true } }]
}

/** The shares to show: what the model said by class, or where that is not known, how sure its labels are. */
export function sharesOf(view: Records, said: Shares): Shares {
  if (said.size > 0) return said
  const found = new Map<number, number>()
  for (const record of view.values()) {
    if (isOpenGuess(record)) found.set(record.class_id, Math.max(found.get(record.class_id) ?? 0, record.confidence ?? 0))
  }
  return found
}

/** The model's guess, to be accepted or rejected; null where it has none that is still open. */
export function bestGuess(view: Records, said: Shares, classes: readonly LabelClass[]): Guess | null {
  const decided = new Set([...view.values()].filter((record) => record.kind === "tag" && !isGuess(record)).map(({ class_id }) => class_id))
  const open = new Set(classes.filter(({ kind, archived }) => kind === "tag" && !archived).map(({ id }) => id))
  const all = [...sharesOf(view, said)].filter(([id]) => open.has(id) && !decided.has(id))
  const [best] = all.sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return best ? { classId: best[0], confidence: best[1] } : null
}

function isOpenGuess(record: Annotation): boolean {
  return record.kind === "tag" && isGuess(record) && !record.negative
}
