/** Dragging on the timeline: edges, spans, keyframes, and the playhead. */
import { plural, t } from "@lingui/core/macro"
import type { Editor } from "../editor"
import { moveEdge, moveSpan, moveSpans } from "../tags"
import { moveKeyframe } from "../tracks"
import type { Change } from "../types"
import type { Hit } from "./hit"
import { isOneOf, snapped, snapTargets } from "./snap"

/** A drag from press to release; `exact` is the fractional frame under the pointer. */
export interface TimelineDrag {
  readonly label: string
  /** Scrubbing moves the playhead instead of changing labels. */
  readonly scrub: boolean
  changes(exact: number, free: boolean): readonly Change[]
}

/** What a press at frame `from` begins; it moves things by how far the pointer goes. Edges snap unless `free` (Alt) is held. */
export function beginDrag(editor: Editor, hit: Hit, from: number): TimelineDrag {
  const { clip } = editor
  if ("record" in hit && editor.isLocked(hit.record)) return SCRUB
  const place = snapper(editor, "record" in hit ? hit.record.id : "")
  if (hit.kind === "edge") {
    const label = hit.edge === "start" ? t`Move start` : t`Move end`
    const at = hit.record.spans[hit.index]?.[hit.edge === "start" ? 0 : 1] ?? 0
    return drag(label, (to, free) => moveEdge(hit.record, hit.index, hit.edge, place(at + to - from, free), clip))
  }
  if (hit.kind === "keyframe") {
    const within = (frame: number) => Math.max(0, Math.min(frame, clip.frames - 1))
    return drag(t`Move keyframe`, (to, free) => moveKeyframe(hit.record, hit.frame, within(place(hit.frame + to - from, free))))
  }
  if (hit.kind === "span" && hit.record.kind === "tag" && editor.isChosen(hit.record.id)) {
    const start = hit.record.spans[hit.index]?.[0] ?? 0
    const tags = editor.chosen.filter(({ kind }) => kind === "tag")
    if (tags.length > 1) {
      const changes = (to: number, free: boolean) => moveSpans(tags, place(start + to - from, free) - start, clip)
      return { label: plural(tags.length, { one: "Move # span", other: "Move # spans" }), scrub: false, changes }
    }
    return drag(t`Move span`, (to, free) =>
      moveSpan(hit.record, hit.index, place(start + to - from, free) - start, clip),
    )
  }
  return SCRUB
}

const SCRUB: TimelineDrag = { label: "scrub", scrub: true, changes: () => [] }

function drag(label: string, change: (to: number, free: boolean) => Change): TimelineDrag {
  return { label, scrub: false, changes: (to, free) => [change(to, free)] }
}

function snapper(editor: Editor, except: string) {
  const { in: from, out: to, shots } = editor.state
  const others = [editor.frame, from, to, 0, editor.clip.frames, ...(shots?.boundaries ?? [])]
  const targets = snapTargets(editor.store.view, except, others)
  const perFrame = () => editor.state.window.perFrame
  return (exact: number, free: boolean) => {
    const frame = Math.max(0, free ? Math.round(exact) : snapped(exact, targets, perFrame() || editor.laneWidth / editor.clip.frames))
    editor.set({ snap: !free && isOneOf(targets, frame) ? frame : null })
    return frame
  }
}
