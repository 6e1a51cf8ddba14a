/** What is said of the properties of a class. Twin: annotator/ontology/properties.py. */
import { update } from "./edits"
import type { Annotation, Change, LabelClass, Property, Span, Steps, Value } from "./types"

/** What was last said of a property at a frame; null where nothing was. */
export function valueAt(steps: Steps, propertyId: string, frame: number): Value {
  const said = framesOf(steps, propertyId).findLast((at) => at <= frame)
  return said === undefined ? null : (steps[said]?.[propertyId] ?? null)
}

/** The frames at which something is said of a property, rising. */
export function framesOf(steps: Steps, propertyId: string): number[] {
  const frames = Object.keys(steps).filter((frame) => steps[frame] && propertyId in steps[frame])
  return frames.map(Number).sort((a, b) => a - b)
}

/** Say a value: from this frame on where it may change, else of the whole annotation. */
export function setValue(record: Annotation, property: Property, frame: number, value: Value): Change {
  const at = property.per_frame ? frame : 0
  return update(record, { steps: { ...record.steps, [at]: { ...record.steps[at], [property.id]: value } } })
}

/** Take back what is said of a property at a frame, so that what was said before holds there. */
export function clearValue(record: Annotation, property: Property, frame: number): Change {
  const rest = without(record.steps[frame] ?? {}, property.id)
  const steps = without(record.steps, String(frame))
  return update(record, { steps: Object.keys(rest).length > 0 ? { ...steps, [frame]: rest } : steps })
}

function without<Entry>(all: Readonly<Record<string, Entry>>, key: string): Record<string, Entry> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== key))
}

/** The required properties that an annotation leaves open, each with the first such frame. */
export function missing(steps: Steps, spans: readonly Span[], properties: readonly Property[]): { property: Property; frame: number }[] {
  return properties.flatMap((property) => {
    if (!property.required) return []
    const said = framesOf(steps, property.id)
    const frames = property.per_frame ? spans.flatMap(([start, end]) => [start, ...said.filter((at) => start < at && at < end)]) : [0]
    const open = frames.find((frame) => isOpen(valueAt(steps, property.id, frame)))
    return open === undefined ? [] : [{ property, frame: open }]
  })
}

/** The first thing that keeps a clip from being handed on: a person's label that leaves a required property open. */
export function firstOpen(records: Iterable<Annotation>, classes: readonly LabelClass[]) {
  const known = new Map(classes.map((labelClass) => [labelClass.id, labelClass]))
  for (const record of records) {
    const labelClass = known.get(record.class_id)
    if (!labelClass || record.source === "model" || record.negative) continue
    const [open] = missing(record.steps, record.spans, labelClass.properties)
    if (open) return { record, labelClass, ...open }
  }
  return null
}

/** Whether a value says nothing. */
export function isOpen(value: Value): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0)
}
