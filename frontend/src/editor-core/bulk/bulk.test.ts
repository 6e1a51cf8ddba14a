/** Bulk edits of a range change what lies in it, and nothing else. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { command } from "../commands/registry"
import { classRange, shiftRange } from "../commands/range"
import { apply } from "../edits"
import { shapeOn } from "../interpolate"
import { valueAt } from "../properties"
import { normalize, rangeAt } from "../ranges"
import { existsAt } from "../records"
import { ATTACK, box, CLIP, desk, PLAYER, record, REPLAY, showFrame, track } from "../testing"
import type { Annotation, Change, Keyframes, LabelClass, Span, Steps } from "../types"
import { becomeWithin } from "./become"
import { removeWithin, splitWithin } from "./cut"
import { copyWithin, layDown } from "./passage"
import { shiftWithin, stretchWithin } from "./shift"

const N = 60
const clip = { ...CLIP, frames: N }
const REFEREE: LabelClass = { ...PLAYER, id: 30, name: "Referee" }
const CLASSES = [ATTACK, REPLAY, PLAYER, REFEREE]

const spanIn = fc.tuple(fc.nat(N - 1), fc.nat(N)).map(([a, b]): Span => [Math.min(a, b), Math.max(a, b, a + 1)])
const spans = fc.array(spanIn, { minLength: 1, maxLength: 4 }).map((all) => normalize(all))
const shape = fc.record({ x: fc.nat(200), y: fc.nat(200), width: fc.integer({ min: 4, max: 90 }), height: fc.integer({ min: 4, max: 90 }), hold: fc.boolean() })
const keyframes = fc
  .array(fc.tuple(fc.nat(N - 1), shape), { minLength: 1, maxLength: 6 })
  .map((all): Keyframes => Object.fromEntries(all.map(([frame, { hold, ...place }]) => [frame, hold ? { ...place, hold } : place])))
const steps = fc
  .array(fc.tuple(fc.nat(N - 1), fc.constantFrom("red", "blue")), { maxLength: 4 })
  .map((all): Steps => Object.fromEntries(all.map(([frame, color]) => [frame, { color }])))
const tag = fc.record({ spans, class_id: fc.constantFrom(ATTACK.id, REPLAY.id) })
const shaped = fc.record({ spans, keyframes, steps, occluded: fc.array(spanIn, { maxLength: 2 }).map((all) => normalize(all)), class_id: fc.constantFrom(PLAYER.id, REFEREE.id) })
const labels = fc
  .tuple(fc.array(tag, { maxLength: 3 }), fc.array(shaped, { maxLength: 3 }))
  .map(([tags, tracks]) => [...tags.map((each, at) => record(`tag${at}`, each)), ...tracks.map((each, at) => track(`track${at}`, each.keyframes, each))])

const by = (records: readonly Annotation[]) => new Map(records.map((each) => [each.id, each]))

/** What a frame says: the classes of its tags, and each shape with all that is said of it. */
function said(records: Iterable<Annotation>, frame: number): unknown {
  const here = [...records].filter((each) => existsAt(each, frame))
  const tags = new Set(here.filter(({ kind }) => kind === "tag").map(({ class_id }) => class_id))
  const shapes = here.filter(({ kind }) => kind !== "tag").map((each) => JSON.stringify(shown(each, frame)))
  return { tags: [...tags].sort(), shapes: shapes.sort() }
}

function shown(each: Annotation, frame: number) {
  const { x, y, width, height } = shapeOn(each, frame) as { x: number; y: number; width: number; height: number }
  // A little more: a half, which sums of floats reach from both sides, is then rounded one way.
  const place = [x, y, width, height].map((side) => Math.round(side * 1e4 + 1e-3) / 1e4 + 0)
  return { class: each.class_id, place, covered: rangeAt(each.occluded, frame) !== undefined, color: valueAt(each.steps, "color", frame) }
}

function frames(except: readonly Span[] = []): number[] {
  return Array.from({ length: N }, (_, frame) => frame).filter((frame) => !except.some(([start, end]) => frame >= start && frame < end))
}

function sameOutside(before: readonly Annotation[], changes: readonly Change[], except: readonly Span[]): Annotation[] {
  const after = [...apply(by(before), changes).values()]
  for (const frame of frames(except)) expect(said(after, frame)).toEqual(said(before, frame))
  return after
}

describe("[P12] a range of the timeline", () => {
  test("deleting it leaves nothing in it, and every frame outside as it was", () => {
    fc.assert(
      fc.property(labels, spanIn, (records, range) => {
        const after = sameOutside(records, removeWithin(records, range), [range])
        for (let frame = range[0]; frame < range[1]; frame += 1) expect(said(after, frame)).toEqual(said([], frame))
      }),
    )
  })
  test("splitting at both ends changes no frame at all, and nothing lies over an end any more", () => {
    fc.assert(
      fc.property(labels, spanIn, (records, range) => {
        const after = sameOutside(records, splitWithin(records, range), [])
        for (const each of after) {
          const [inside, outside] = [each.spans.some(([start, end]) => start >= range[0] && end <= range[1]), each.spans.some(([start, end]) => end <= range[0] || start >= range[1])]
          expect(inside && outside).toBe(false)
        }
      }),
    )
  })
  test("another class holds in it, the old ones outside", () => {
    fc.assert(
      fc.property(labels, spanIn, (records, range) => {
        const changes = becomeWithin(by(records), records, range, REPLAY)
        const after = sameOutside(records, changes, [range])
        for (let frame = range[0]; frame < range[1]; frame += 1) {
          const tagged = records.some((each) => each.kind === "tag" && existsAt(each, frame))
          expect(said(after, frame)).toMatchObject({ tags: tagged ? [REPLAY.id] : [] })
          expect(after.filter((each) => each.kind === "tag" && existsAt(each, frame) && !records.includes(each)).length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
  test("a track becomes another class in it and keeps its places; its parts are of one instance", () => {
    fc.assert(
      fc.property(shaped, spanIn, (what, range) => {
        const one = track("one", what.keyframes, { ...what, class_id: PLAYER.id })
        const after = sameOutside([one], becomeWithin(by([one]), [one], range, REFEREE), [range])
        for (let frame = range[0]; frame < range[1]; frame += 1) {
          const [was, is] = [[one], after].map((all) => all.filter((each) => existsAt(each, frame)).map((each) => shown(each, frame)))
          expect(is).toEqual(was?.map((each) => ({ ...each, class: REFEREE.id, color: null })))
        }
        expect(new Set(after.map(({ instance }) => instance)).size).toBe(1)
      }),
    )
  })
  test("shifting moves what lies wholly in it, as far as neighbors let it; they stay", () => {
    fc.assert(
      fc.property(labels, spanIn, fc.integer({ min: -N, max: N }), (records, range, wanted) => {
        const { changes, by: moved } = shiftWithin(by(records), records, range, wanted, clip)
        expect(Math.abs(moved)).toBeLessThanOrEqual(Math.abs(wanted))
        const landed: Span = [Math.max(range[0] + moved, 0), Math.min(range[1] + moved, N)]
        const after = sameOutside(records, changes, [range, landed])
        for (const each of records) {
          const now = after.find(({ id }) => id === each.id)
          for (const span of each.spans.filter(([start, end]) => moved !== 0 && start >= range[0] && end <= range[1])) {
            for (let frame = span[0]; frame < span[1]; frame += 1) {
              expect(now && existsAt(now, frame + moved)).toBe(true)
              if (now && each.kind !== "tag") expect(shown(now, frame + moved)).toEqual(shown(each, frame))
            }
          }
        }
      }),
    )
  })
  test("stretching fills it to its ends, and takes nothing away", () => {
    fc.assert(
      fc.property(labels, spanIn, (records, range) => {
        const after = sameOutside(records, stretchWithin(by(records), records, range), [range])
        for (const each of after.filter(({ kind }) => kind !== "tag")) {
          const inside = each.spans.filter(([start, end]) => start < range[1] && range[0] < end)
          if (inside.length === 0) continue
          expect(inside[0]?.[0]).toBeLessThanOrEqual(range[0])
          expect(inside.at(-1)?.[1]).toBeGreaterThanOrEqual(range[1])
        }
      }),
    )
  })
  test("what is copied of it says the same where it is laid down, on an empty clip", () => {
    fc.assert(
      fc.property(labels, spanIn, fc.nat(N - 1), (records, range, at) => {
        const changes = layDown(new Map(), copyWithin(records, range), at, clip, CLASSES)
        const after = [...apply(new Map(), changes).values()]
        for (const frame of frames()) {
          const from = frame - at + range[0]
          const copied = from >= range[0] && from < range[1]
          expect(said(after, frame)).toEqual(copied ? said(records, from) : said([], frame))
        }
        for (const each of after) expect(each.spans.at(-1)?.[1]).toBeLessThanOrEqual(N)
      }),
    )
  })
})

describe("[P12] bulk edits by command", () => {
  const marked = (records: readonly Annotation[], range: Span) => {
    const made = desk(records, range[0])
    made.editor.set({ in: range[0], out: range[1] })
    return made
  }
  test("each is one edit and one step back, of the chosen rows only", () => {
    const records = [record("a", { spans: [[10, 40]] }), record("b", { class_id: REPLAY.id, spans: [[10, 40]] }), track("t", { 0: box(1), 50: box(60) })]
    const { editor, sent } = marked(records, [20, 30])
    editor.set({ rangeRows: new Set([`class-${ATTACK.id}`, "t"]) })
    const acts = [
      () => command("range-delete").run(editor, ""),
      () => command("range-split").run(editor, ""),
      () => classRange(editor, REPLAY),
      () => command("range-stretch").run(editor, ""),
    ]
    acts.forEach((act, at) => {
      act()
      const edits = sent()
      // What a range that is full already cannot be stretched to is no edit.
      expect(edits).toHaveLength(at < 3 ? 2 * at + 1 : 6)
      expect(editor.store.view.get("b")).toEqual(records[1])
      if (at < 3) command("undo").run(editor, "Ctrl+Z")
      expect([...editor.store.view.values()].sort((a, b) => a.id.localeCompare(b.id))).toEqual(records)
    })
  })
  test("a locked row, a model's guess and what is switched off stay as they are", () => {
    const guess = { source: "model", model_id: 1, confidence: 0.5 } as const
    const records = [record("a"), track("locked", { 0: box(1) }), track("off", { 0: box(1) }), track("guess", { 0: box(1) }, guess), track("t", { 0: box(1) })]
    const { editor } = marked(records, [0, 100])
    editor.set({ locked: new Set(["locked"]), unseen: new Set(["off"]), lockedClasses: new Set([ATTACK.id]) })
    command("range-delete").run(editor, "")
    expect([...editor.store.view.keys()]).toEqual(["a", "locked", "off", "guess"])
  })
  test("shifting takes In and Out along and says how far it went", () => {
    const { editor } = marked([record("a", { spans: [[10, 20]] }), record("b", { spans: [[25, 30]] })], [8, 22])
    shiftRange(editor, 20)
    expect(editor.store.view.get("a")?.spans).toEqual([[15, 25]])
    expect([editor.state.in, editor.state.out, editor.state.notice?.text]).toEqual([13, 27, "Moved by 5: another label is in the way"])
  })
  test("a copied range is pasted at the playhead, as one step", () => {
    const { editor, sent } = marked([record("a", { spans: [[10, 20]] }), track("t", { 0: box(1), 90: box(91) })], [10, 20])
    command("range-copy").run(editor, "")
    showFrame(editor, 50)
    command("paste").run(editor, "Ctrl+V")
    expect(sent()).toHaveLength(1)
    const made = [...editor.store.view.values()].slice(2)
    expect(made.map((each) => each.spans)).toEqual([[[50, 60]], [[50, 60]]])
    expect(shapeOn(made[1] as Annotation, 55)).toMatchObject({ x: 16 })
  })
})
