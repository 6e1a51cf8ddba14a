/** Suggested shapes: asked for, shown dashed, then taken on as one step, or dropped. */
import { t } from "@lingui/core/macro"
import { type Records, update } from "./edits"
import type { Editor } from "./editor"
import { newId } from "./ids"
import { shapeOn, sorted } from "./interpolate"
import { newTrack } from "./records"
import { rangeAt } from "./ranges"
import type { Assistant, Following, Pointing, Suggestion } from "./suggestion"
import type { Annotation, ClipFacts, Geometry, LabelClass } from "./types"

/** Where nothing says when to end, a shape is followed for this long. */
const SECONDS = 3
const MOST_FRAMES = 600

/** What there is to follow from the frame on: to the next keyframe, else for some seconds, never out of the span. */
export function followingOf(record: Annotation, frame: number, clip: ClipFacts): Following | null {
  const span = rangeAt(record.spans, frame)
  const shape = shapeOn(record, frame)
  if (!span || !shape) return null
  const next = sorted(record.keyframes).find((key) => key.frame > frame && key.frame < span[1])
  const reach = next ? next.frame : Math.min(frame + Math.round(clip.rate * SECONDS), span[1] - 1)
  const last = Math.min(reach, frame + MOST_FRAMES)
  return last > frame ? { first: frame, last, shape: bare(shape), end: next?.frame === last ? bare(next.shape) : null } : null
}

/** Ask for the selected shape to be followed. */
export async function follow(editor: Editor): Promise<void> {
  const record = editor.selected
  const asked = record && followingOf(record, editor.frame, editor.clip)
  if (!record || !asked) {
    editor.say(t`There is nothing to follow from this frame on`)
    return
  }
  await ask(editor, t`Follow the shape`, async (assistant, heard, stop) => {
    const { keyframes, until } = await assistant.track(asked, heard, stop)
    const grown = (now: Annotation) => ({ ...now.keyframes, [asked.first]: asked.shape, ...keyframes })
    const changes = (records: Records) => {
      const now = records.get(record.id)
      return now ? [update(now, { keyframes: grown(now) })] : []
    }
    const spans = [[asked.first, until + 1]] as const
    editor.say(until < asked.last ? t`Followed to frame ${until}, where it was lost` : t`Followed to frame ${until}`)
    return { record: { ...dashed(record), spans: [...spans], keyframes: grown(record) }, changes }
  })
}

/** Ask for the outline of what was pointed at; taking it on draws it as this class. */
export async function outline(editor: Editor, labelClass: LabelClass, asked: Pointing): Promise<void> {
  await ask(editor, t`Outline`, async (assistant, heard, stop) => {
    const { shape } = await assistant.outline(asked, heard, stop)
    const added = newTrack(labelClass, asked.frame, shape, editor.clip)
    return { record: dashed(added), changes: () => [{ added }] }
  })
}

/** Take on what is suggested, as one step. Answers whether there was something to decide on. */
export function takeOn(editor: Editor): boolean {
  const { suggestion } = editor.state
  if (!suggestion?.record) return false
  const changes = suggestion.changes(editor.store.view)
  editor.set({ suggestion: null })
  if (editor.change(suggestion.label, changes)) {
    const [change] = changes
    if (change && "added" in change) editor.set({ selected: change.added.id, keyframe: null })
  } else editor.set({ suggestion })
  return true
}

/** Drop what is suggested, or stop waiting for it. Answers whether there was something. */
export function dropSuggestion(editor: Editor): boolean {
  const { suggestion } = editor.state
  suggestion?.stop.abort()
  editor.set({ suggestion: null })
  return suggestion !== null
}

type Found = Pick<Suggestion, "record" | "changes">
type Asking = (assistant: Assistant, heard: (share: number) => void, stop: AbortSignal) => Promise<Found>

async function ask(editor: Editor, label: string, asking: Asking): Promise<void> {
  const { assistant } = editor
  if (!assistant || !editor.allowed()) return
  dropSuggestion(editor)
  const stop = new AbortController()
  const mine = () => editor.state.suggestion?.stop === stop
  const show = (state: Partial<Suggestion>) => {
    if (mine()) editor.set({ suggestion: { label, share: 0, stop, record: null, changes: () => [], ...state } })
  }
  editor.set({ suggestion: { label, share: 0, stop, record: null, changes: () => [] } })
  // News may come late: what is there already stays.
  const heard = (share: number) => {
    if (!editor.state.suggestion?.record) show({ share })
  }
  try {
    show({ ...(await asking(assistant, heard, stop.signal)), share: 1 })
  } catch (problem) {
    if (!mine()) return
    editor.set({ suggestion: null })
    editor.say(problem instanceof Error ? problem.message : String(problem))
  }
}

/** As models' labels look; nobody has said it yet. */
function dashed(record: Annotation): Annotation {
  return { ...record, id: newId(), source: "model", confidence: null, version: 0 }
}

function bare(geometry: Geometry): Geometry {
  return Object.fromEntries(Object.entries(geometry).filter(([name]) => name !== "hold")) as unknown as Geometry
}
