/** What happened to a clip, and the way back to how it was. Twins: rewind and squash in annotator/edits. */
import { plural, t } from "@lingui/core/macro"
import { apply, contentOf, invert, isEmpty, type Records, subject, update } from "./edits"
import { skipped, toSkip } from "./skips"
import type { Annotation, Change, Span } from "./types"

/** An edit of the log. */
export interface Past {
  readonly revision: number
  /** Who made it; null for a model or an import. */
  readonly author: string | null
  readonly at: string
  readonly changes: readonly Change[]
}

/** All that is said about a clip. */
export interface Said {
  readonly records: Records
  readonly skips: readonly Span[]
}

/** What was said before some edits, given newest first. */
export function rewound(now: Said, edits: readonly Past[]): Said {
  return edits.reduce<Said>(({ records, skips }, { changes }) => {
    const back = invert(changes)
    return { records: apply(records, back), skips: skipped(skips, back) }
  }, now)
}

/** The least changes that lead from what is said to something else; one for each record. */
export function changesTo(now: Said, then: Said): Change[] {
  const changes = [...new Set([...now.records.keys(), ...then.records.keys()])].flatMap((id): Change[] => {
    const [is, was] = [now.records.get(id), then.records.get(id)]
    if (!is) return was ? [{ added: was }] : []
    if (!was) return [{ removed: is }]
    return [update(is, contentOf(was))]
  })
  const skip = toSkip(now.skips, then.skips)
  return [...changes, ...(skip ? [skip] : [])].filter((change) => !isEmpty(change))
}

/** What edits did, one line for each kind of deed, as `Move Player at frame 12`. */
export function wordsOf(changes: readonly Change[], classOf: (id: string) => string, nameOf: (classId: number) => string): string[] {
  const counts = new Map<string, number>()
  for (const change of changes) {
    const words = deed(change, classOf(subject(change)), nameOf)
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return [...counts].map(([words, count]) => (count > 1 ? t`${words}, ${count} times` : words))
}

function deed(change: Change, name: string, nameOf: (classId: number) => string): string {
  if ("skip" in change) return t`Changed which frames are left out`
  if ("added" in change) return t`Added ${nameOf(change.added.class_id)}`
  if ("removed" in change) return t`Deleted ${nameOf(change.removed.class_id)}`
  const { from, to } = change.updated
  if (to.negative !== undefined) return to.negative ? t`Rejected ${name}` : t`Took back the rejection of ${name}`
  if (to.class_id !== undefined) return t`${nameOf(from.class_id ?? to.class_id)} became ${nameOf(to.class_id)}`
  if (to.keyframes) return moved(from.keyframes ?? {}, to.keyframes, name)
  if (to.source === "human") return t`Accepted ${name}`
  return fieldWords(to, name)
}

/** Fields in the order in which they say best what an edit was about. */
function fieldWords(to: Partial<Annotation>, name: string): string {
  if ("spans" in to) return t`Changed the frames of ${name}`
  if ("occluded" in to) return t`Changed where ${name} is covered`
  if ("steps" in to) return t`Set a property of ${name}`
  if ("instance" in to) return t`Changed the instance of ${name}`
  if ("z" in to) return t`Changed the drawing order of ${name}`
  return "text" in to ? t`Changed the text of ${name}` : t`Changed ${name}`
}

function moved(from: Annotation["keyframes"], to: Annotation["keyframes"], name: string): string {
  const frames = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((frame) => JSON.stringify(from[frame]) !== JSON.stringify(to[frame]))
  const [frame] = frames
  if (frame === undefined || frames.length > 1) return plural(frames.length, { one: `Changed ${name} on # frame`, other: `Changed ${name} on # frames` })
  if (!to[frame]) return t`Deleted the keyframe of ${name} at frame ${frame}`
  return from[frame] ? t`Moved ${name} at frame ${frame}` : t`Set a keyframe of ${name} at frame ${frame}`
}
