/** The state of one review: what is looked at, what was decided, and the verdict. */
import { t } from "@lingui/core/macro"
import { useMemo, useState, useSyncExternalStore } from "react"
import type { ItemChanges, ReviewEntry } from "../../api/learningTypes"
import type { Annotations, Comment, Project, User } from "../../api/types"
import { apply } from "../../editor-core/edits"
import { FrameSource } from "../../editor-core/frames/source"
import { skipped } from "../../editor-core/skips"
import type { Annotation, Change, Span } from "../../editor-core/types"
import type { TimeWindow } from "../../editor-core/timeline/window"
import { may } from "../../ui/rights"
import { useSound } from "../quick/useSound"
import type { Footage } from "../workspace/clip"
import { factsOf, mediaOf } from "../workspace/media"
import { type Difference, differencesOf, skipDifference } from "./differences"
import { ALL_FRAMES, type Sight, WHOLE } from "./sight"
import { useTakingBack } from "./useTakingBack"
import { useVerdict } from "./useVerdict"

export type Mode = "before" | "changes" | "after"

interface Given {
  readonly project: Project
  readonly user: User
  readonly entry: ReviewEntry
  readonly clip: Footage
  readonly labels: Annotations
  readonly changes: ItemChanges
  readonly remarks: readonly Comment[]
  readonly onNext: () => void
}

/** What was said before and is said now, be it by the server or with a suggestion on top. */
interface Compared extends Pick<ItemChanges, "author" | "submitted_at"> {
  readonly before: readonly Annotation[]
  readonly after: readonly Annotation[]
  readonly skips_before: readonly Span[]
  readonly skips_after: readonly Span[]
}

interface View {
  readonly mode: Mode
  readonly at: number
  /** Changes that the reviewer found right, for their own eyes. */
  readonly approved: ReadonlySet<string>
  readonly overlays: boolean
  readonly guesses: boolean
  readonly loop: boolean
  readonly rejecting: boolean
  /** What keys make larger: the region that was last pressed or had the focus. */
  readonly region: "canvas" | "timeline"
  readonly sight: Sight
  readonly window: TimeWindow
  /** A suggestion that is looked at: its changes. */
  readonly proposed: readonly Change[]
}

const FIRST: View = {
  mode: "changes",
  at: 0,
  approved: new Set(),
  overlays: true,
  guesses: true,
  loop: false,
  rejecting: false,
  region: "canvas",
  sight: WHOLE,
  window: ALL_FRAMES,
  proposed: [],
}

export function useReview({ project, user, entry, clip, labels, changes, remarks, onNext }: Given) {
  const { item } = entry
  const [view, setView] = useState(FIRST)
  const [sound, setSound] = useSound()
  const facts = useMemo(() => factsOf(clip), [clip])
  const [player] = useState(() => new FrameSource(facts, mediaOf(clip.item)))
  const differences = useMemo(() => allDifferences(changes, project), [changes, project])
  const set = (change: Partial<View>) => setView((before) => ({ ...before, ...change }))
  return {
    project,
    entry,
    item,
    clip,
    labels,
    facts,
    changes: changes as Compared,
    remarks,
    player,
    differences,
    view,
    set,
    sound,
    setSound,
    ...walk(differences, view, set, player),
    back: useTakingBack(project, item.id),
    verdict: useVerdict(project, item, onNext),
    whyNot: whyNot(project, user, entry),
  }
}

/** Going from change to change. */
function walk(differences: readonly Difference[], view: View, set: (change: Partial<View>) => void, player: FrameSource) {
  const focused = differences[Math.min(view.at, differences.length - 1)]
  const jump = (index: number) => {
    const found = differences[Math.max(0, Math.min(index, differences.length - 1))]
    if (!found) return
    set({ at: differences.indexOf(found), loop: false })
    player.loop = null
    player.seek(found.frame)
  }
  const approve = (difference: Difference) => {
    set({ approved: new Set([...view.approved, difference.id]) })
    const next = differences.findIndex(({ id }) => id !== difference.id && !view.approved.has(id))
    if (next >= 0) jump(next)
  }
  return { focused, jump, approve }
}

export type Review = ReturnType<typeof useReview>

/** What the picture and the timeline show: the review, or the labels of now and with a suggestion that is looked at. */
export function looked(review: Review): Review {
  const { changes, project, player, view } = review
  if (view.proposed.length === 0) return review
  const { after, skips_after } = changes
  const proposed: Compared = {
    ...changes,
    before: after,
    after: [...apply(new Map(after.map((record) => [record.id, record])), view.proposed).values()],
    skips_before: skips_after,
    skips_after: skipped(skips_after, view.proposed),
  }
  const differences = allDifferences(proposed, project)
  const jump = (index: number) => player.seek(differences[index]?.frame ?? 0)
  return { ...review, changes: proposed, differences, focused: differences[0], jump }
}

/** Something of the player; the component renders again when it changes. */
export function usePlaying<T extends string | number | boolean>(player: FrameSource, select: (player: FrameSource) => T): T {
  return useSyncExternalStore(player.subscribe, () => select(player))
}

/** What changed about labels and about what is left out, by frame. */
function allDifferences({ before, after, skips_before, skips_after }: Compared, { classes }: Project): Difference[] {
  const all = [...differencesOf(before, after, classes), ...skipDifference(skips_before, skips_after)]
  return all.sort((a, b) => a.frame - b.frame)
}

/** Why the person may not decide here, or nothing. */
function whyNot(project: Project, user: User, { item }: ReviewEntry): string {
  if (!may(project, "review")) return t`Reviewers and leads decide here.`
  if (item.author?.id === user.id && !project.self_review) return t`This is your own work: somebody else has to review it.`
  return ""
}
