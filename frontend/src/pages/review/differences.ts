/** What an author changed: each record that was added, changed or removed, in words. */
import { plural, t } from "@lingui/core/macro"
import { equal } from "../../editor-core/equal"
import { update } from "../../editor-core/edits"
import { shapeAt, sorted } from "../../editor-core/interpolate"
import { subtract } from "../../editor-core/ranges"
import { shapeOf } from "../../editor-core/shapes/registry"
import { SKIPS } from "../../editor-core/skips"
import type { Annotation, Change, Geometry, LabelClass, Span } from "../../editor-core/types"
import { decimal } from "../../ui/words"

export type Sign = "+" | "~" | "−"

/** One record that is not as it was. */
export interface Difference {
  readonly id: string
  readonly sign: Sign
  readonly before: Annotation | null
  readonly after: Annotation | null
  /** The record to show it by: as it is, or for what was removed, as it was. */
  readonly shown: Annotation
  /** The first frame that differs: where to look. */
  readonly frame: number
  readonly title: string
  readonly detail: string
}

/** Fields that make a difference to a reviewer. */
const COMPARED = ["class_id", "spans", "keyframes", "steps", "occluded", "instance", "text", "source", "negative"] as const

/** The record that stands for the frames which nobody trains on: a row like those of labels. */
function skipsAs(spans: readonly Span[]): Annotation | null {
  const nothing = { class_id: 0, keyframes: {}, steps: {}, occluded: [], instance: null, z: 0, text: "", model_id: null, confidence: null }
  return spans.length === 0 ? null : { id: SKIPS, kind: "tag", spans, source: "human", negative: false, version: 0, author: null, ...nothing }
}

/** What changed about the frames that nobody trains on. */
export function skipDifference(before: readonly Span[], after: readonly Span[]): Difference[] {
  const [old, now] = [skipsAs(before), skipsAs(after)]
  const shown = now ?? old
  if (!shown || equal(before, after)) return []
  const [frame] = [...subtract(after, before), ...subtract(before, after)].sort(([a], [b]) => a - b)[0] ?? [0, 0]
  const sign = !old ? "+" : now ? "~" : "−"
  const detail = [old && spanWords(before), now && spanWords(after)].filter(Boolean).join(" → ")
  return [{ id: SKIPS, sign, before: old, after: now, shown, frame, title: now ? t`Other frames left out of training` : t`No frames left out of training any more`, detail }]
}

/** The differences by frame. */
export function differencesOf(before: readonly Annotation[], after: readonly Annotation[], classes: readonly LabelClass[]): Difference[] {
  const was = new Map(before.map((record) => [record.id, record]))
  const now = new Map(after.map((record) => [record.id, record]))
  const found = [...new Set([...was.keys(), ...now.keys()])].flatMap((id) => {
    const [old, present] = [was.get(id) ?? null, now.get(id) ?? null]
    return old && present && COMPARED.every((field) => equal(old[field], present[field])) ? [] : [told(old, present, classes)]
  })
  return found.sort((a, b) => a.frame - b.frame || a.title.localeCompare(b.title))
}

/** The change that takes a difference back, and the version of its record that it builds on. */
export function undoOf({ id, before, after }: Difference): { change: Change; base: Record<string, number> } {
  if (id === SKIPS) return { change: { skip: { from: after?.spans ?? [], to: before?.spans ?? [] } }, base: {} }
  // A removal raised the version by one; the record as it was still has the version from before.
  if (before && !after) return { change: { added: before }, base: { [before.id]: before.version + 1 } }
  if (!after) throw new Error("A difference has a record on one side at least")
  if (!before) return { change: { removed: after }, base: { [after.id]: after.version } }
  const patch = Object.fromEntries(COMPARED.map((field) => [field, before[field]]))
  return { change: update(after, patch), base: { [after.id]: after.version } }
}

function told(before: Annotation | null, after: Annotation | null, classes: readonly LabelClass[]): Difference {
  const shown = after ?? before
  if (!shown) throw new Error("A difference has a record on one side at least")
  const name = nameOf(shown, classes)
  const base = { id: shown.id, before, after, shown }
  if (before && after) return { ...base, sign: "~", ...changeWords(before, after, name, classes) }
  const [start] = shown.spans[0] ?? [0, 0]
  const what = shown.source === "model" ? t`Model label` : name
  const said = before && !after ? t`${what} removed` : t`${name} added`
  const detail = [before && shown.source === "model" ? name : "", spanWords(shown.spans), confidenceWords(shown)].filter(Boolean).join(" · ")
  return { ...base, sign: before ? "−" : "+", frame: start, title: said, detail }
}

function changeWords(before: Annotation, after: Annotation, name: string, classes: readonly LabelClass[]) {
  const [start] = after.spans[0] ?? [0, 0]
  if (after.negative && !before.negative) return { frame: start, title: t`${name} rejected`, detail: t`The model said ${confidence(before)}` }
  if (before.source === "model" && after.source === "human" && equal(before.spans, after.spans)) {
    return { frame: start, title: t`${name} accepted`, detail: t`Model said ${confidence(before)} · ${spanWords(after.spans)}` }
  }
  if (before.class_id !== after.class_id) return { frame: start, title: `${nameOf(before, classes)} → ${name}`, detail: spanWords(after.spans) }
  if (!equal(before.spans, after.spans)) return edgeWords(before.spans, after.spans, name)
  if (!equal(before.keyframes, after.keyframes)) return keyframeWords(before, after, name)
  return { frame: start, title: t`${name}: details changed`, detail: after.text || spanWords(after.spans) }
}

/** One edge that moved says how; more than that says the spans. */
function edgeWords(before: readonly Span[], after: readonly Span[], name: string) {
  const [old, now] = [before[0], after[0]]
  if (old && now && before.length === 1 && after.length === 1) {
    const [starts, ends] = [now[0] - old[0], now[1] - old[1]]
    if (starts === 0) return edge(name, "ends", old[1], now[1])
    if (ends === 0) return edge(name, "starts", old[0], now[0])
  }
  const frame = after.find(([start], at) => before[at]?.[0] !== start)?.[0] ?? now?.[0] ?? 0
  return { frame, title: t`${name}: new times`, detail: `${spanWords(before)} → ${spanWords(after)}` }
}

function edge(name: string, verb: "starts" | "ends", was: number, is: number) {
  const moved = plural(Math.abs(is - was), { one: "# frame", other: "# frames" })
  const detail = `f ${was} → f ${is} · ${is > was ? "+" : "−"}${moved}`
  return { frame: Math.min(was, is), title: movedWords(name, verb, is > was), detail }
}

function movedWords(name: string, verb: "starts" | "ends", later: boolean): string {
  if (verb === "starts") return later ? t`${name} starts later` : t`${name} starts earlier`
  return later ? t`${name} ends later` : t`${name} ends earlier`
}

function keyframeWords(before: Annotation, after: Annotation, name: string) {
  const frames = movedKeyframes(before, after)
  const first = frames[0] ?? after.spans[0]?.[0] ?? 0
  const listed = frames.slice(0, 3).join(", ") + (frames.length > 3 ? " …" : "")
  const share = overlapAt(before, after, first)
  return {
    frame: first,
    title: `${name}, ${plural(frames.length, { one: "# keyframe", other: "# keyframes" })}`,
    detail: `f ${listed}${share === null ? "" : ` · ${t`overlap ${decimal(share, 2)}`}`}`,
  }
}

/** The frames whose keyframe was set, moved or taken away. */
export function movedKeyframes(before: Annotation, after: Annotation): number[] {
  const frames = new Set([...Object.keys(before.keyframes), ...Object.keys(after.keyframes)])
  return [...frames]
    .filter((frame) => !equal(before.keyframes[frame], after.keyframes[frame]))
    .map(Number)
    .sort((a, b) => a - b)
}

/** How much of both boxes they share at a frame, 0 to 1; null where there are no two boxes. */
export function overlapAt(before: Annotation, after: Annotation, frame: number): number | null {
  const [old, now] = [sorted(before.keyframes), sorted(after.keyframes)]
  return old.length > 0 && now.length > 0 ? overlap(shapeAt(old, frame), shapeAt(now, frame)) : null
}

/** Of the upright rectangles around two shapes. */
function overlap(one: Geometry, other: Geometry): number {
  const [a, b] = [shapeOf(one).bounds(one), shapeOf(other).bounds(other)]
  const wide = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x))
  const high = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))
  const both = wide * high
  const either = a.width * a.height + b.width * b.height - both
  return either > 0 ? both / either : 0
}

/** What a record is called: its class, with its number. */
export function nameOf({ id, class_id, instance }: Annotation, classes: readonly LabelClass[]): string {
  if (id === SKIPS) return t`Left out of training`
  const name = classes.find((each) => each.id === class_id)?.name ?? t`Deleted class`
  return instance === null ? name : `${name} ${instance}`
}

function spanWords(spans: readonly Span[]): string {
  const [first] = spans
  if (!first) return t`no frames`
  return spans.length === 1 ? `f ${first[0]} – f ${first[1]}` : plural(spans.length, { one: "# span", other: "# spans" })
}

function confidence({ confidence: value }: Annotation): string {
  return value === null ? t`yes` : decimal(value, 2)
}

function confidenceWords(record: Annotation): string {
  return record.confidence === null ? "" : t`model said ${confidence(record)}`
}
