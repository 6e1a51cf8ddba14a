/** Two states of one label, told apart in words wherever they differ. */
import { plural, t } from "@lingui/core/macro"
import { equal } from "./equal"
import { subtract } from "./ranges"
import type { Clash } from "./rebase"
import { shapeOf } from "./shapes/registry"
import type { Annotation, Change, Geometry, LabelClass, Span, Value } from "./types"

export interface Sides {
  readonly yours: string
  readonly theirs: string
  /** The first frame on which they differ. */
  readonly frame: number
}

type ClassOf = (id: number) => LabelClass | undefined
const MOST = 3

/** What each side says of the label: its class and frames, and then all in which they differ. */
export function sidesOf({ yours, theirs }: Clash, classOf: ClassOf): Sides {
  const words = (one: Annotation | null, other: Annotation | null) => (one ? sideWords(one, other, classOf) : t`Removed`)
  return { yours: words(yours, theirs), theirs: words(theirs, yours), frame: firstFrame(yours, theirs) }
}

/** The change that shows a side on the clip; none where what is there shows it. */
export function shownAs({ id, ...sides }: Clash, side: "yours" | "theirs", present: Annotation | undefined): Change[] {
  const record = sides[side]
  if (record) return [{ added: { ...record, id } }]
  return present ? [{ removed: present }] : []
}

function sideWords(one: Annotation, other: Annotation | null, classOf: ClassOf): string {
  const name = classOf(one.class_id)?.name ?? t`Label`
  const always = [one.instance === null ? name : `${name} ${one.instance}`, spanWords(one.spans, other?.spans ?? [])]
  const differing = other ? DIFFERENCES.flatMap(({ field, words }) => (equal(one[field], other[field]) ? [] : words(one, other, classOf))) : []
  return [...always, ...differing].join(", ")
}

const DIFFERENCES: readonly { field: keyof Annotation; words: (one: Annotation, other: Annotation, classOf: ClassOf) => string[] }[] = [
  { field: "keyframes", words: keyframeWords },
  { field: "occluded", words: ({ occluded }, other) => [occluded.length > 0 ? t`covered ${spanWords(occluded, other.occluded)}` : t`never covered`] },
  { field: "steps", words: stepWords },
  { field: "instance", words: ({ instance }) => (instance === null ? [t`no number`] : []) },
  { field: "z", words: ({ z }) => [t`layer ${z}`] },
  { field: "text", words: ({ text }) => [text ? `“${text}”` : t`no text`] },
  { field: "negative", words: ({ negative }) => [negative ? t`rejected` : t`not rejected`] },
  { field: "source", words: ({ source }) => [source === "model" ? t`a model's guess` : t`taken on`] },
]

/** The spans that only this side has come first: there may be hundreds. */
function spanWords(spans: readonly Span[], others: readonly Span[]): string {
  const own = spans.filter((span) => !others.some((other) => equal(span, other)))
  const told = [...own, ...spans.filter((span) => !own.includes(span))].slice(0, MOST).sort(([a], [b]) => a - b)
  const left = spans.length - told.length
  const words = `f ${told.map(([start, end]) => `${start}–${end}`).join(", ")}`
  return left > 0 ? `${words} ${plural(left, { one: "and # more", other: "and # more" })}` : words
}

function differingFrames(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): number[] {
  const frames = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...frames].filter((frame) => !equal(one[frame], other[frame])).map(Number).sort((a, b) => a - b)
}

/** Where the shape is on the first keyframe that differs, and on how many more it does. */
function keyframeWords({ keyframes }: Annotation, other: Annotation): string[] {
  const [frame = 0, ...more] = differingFrames(keyframes, other.keyframes)
  const [shape, against] = [keyframes[frame], other.keyframes[frame]]
  const place = shape ? t`at f ${frame}: ${shapeWords(shape, against)}` : t`no keyframe at f ${frame}`
  return [place, ...(more.length > 0 ? [plural(more.length, { one: "# more keyframe", other: "# more keyframes" })] : [])]
}

function shapeWords(shape: Geometry, other: Geometry | undefined): string {
  const bounds = boundsWords(shape)
  const detail = other && boundsWords(other) === bounds ? leafWords(shape, other) : ""
  return detail ? `${bounds}, ${detail}` : bounds
}

function boundsWords(shape: Geometry): string {
  const { x, y, width, height } = shapeOf(shape).bounds(shape)
  const [left, top, wide, high] = [x, y, width, height].map((value) => Math.round(value * 10) / 10)
  return `${left}, ${top}, ${wide} × ${high}`
}

/** The first value, however deep, that the other one does not have, by the name it goes under. */
function leafWords(one: unknown, other: unknown, name = ""): string {
  if (equal(one, other)) return ""
  if (typeof one !== "object" || one === null) return `${name} ${one === undefined ? "–" : JSON.stringify(one)}`
  const against = (typeof other === "object" && other !== null ? other : {}) as Readonly<Record<string, unknown>>
  const keys = new Set([...Object.keys(one), ...Object.keys(against)])
  for (const key of keys) {
    const words = leafWords((one as Readonly<Record<string, unknown>>)[key], against[key], `${name} ${key}`.trim())
    if (words) return words
  }
  return ""
}

function stepWords({ class_id, steps }: Annotation, other: Annotation, classOf: ClassOf): string[] {
  const frame = differingFrames(steps, other.steps)[0] ?? 0
  const [said, against] = [steps[frame] ?? {}, other.steps[frame] ?? {}]
  const property = [...new Set([...Object.keys(said), ...Object.keys(against)])].find((id) => !equal(said[id], against[id])) ?? ""
  const name = classOf(class_id)?.properties.find(({ id }) => id === property)?.name ?? t`Property`
  const value = valueWords(said[property])
  return [frame > 0 ? t`${name} at f ${frame}: ${value}` : `${name}: ${value}`]
}

function valueWords(value: Value | undefined): string {
  if (value === undefined) return t`not said`
  if (value === null) return t`nothing`
  return typeof value === "object" ? value.join(" + ") : String(value)
}

/** The first frame on which two states of a label differ. */
export function firstFrame(yours: Annotation | null, theirs: Annotation | null): number {
  const start = (yours ?? theirs)?.spans[0]?.[0] ?? 0
  if (!yours || !theirs) return start
  const apart = [...subtract(yours.spans, theirs.spans), ...subtract(theirs.spans, yours.spans)].map(([from]) => from)
  const frames = [...apart, ...differingFrames(yours.keyframes, theirs.keyframes), ...differingFrames(yours.steps, theirs.steps)]
  return frames.length > 0 ? Math.min(...frames) : start
}
