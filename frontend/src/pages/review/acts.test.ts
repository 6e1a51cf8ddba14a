/** What keys do to a review: one press goes where to look, and a verdict is about what has the focus. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { REVIEW } from "../../editor-core/keys/pages"
import { keymap, USUAL } from "../../editor-core/keys/shortcuts"
import { ATTACK, CLIP, record, REPLAY } from "../../editor-core/testing"
import type { Annotation } from "../../editor-core/types"
import { say } from "../../ui/toasts"
import { ACTS, type Doubted } from "./acts"
import { ALL_FRAMES, WHOLE } from "./sight"

vi.mock("../../ui/toasts", () => ({ say: vi.fn() }))

const KEYS = keymap(REVIEW, USUAL)
const turn = vi.fn()
const step = vi.fn()

/** A review of these labels, with what a test cares about. */
function review(labels: readonly Annotation[], what: object = {}): Doubted {
  const player = {
    asked: 0,
    seek(frame: number) {
      player.asked = frame
    },
    step,
  }
  return {
    player,
    facts: CLIP,
    project: { task: "single" },
    labels: { annotations: labels },
    changes: { before: [], after: labels },
    doubt: [],
    differences: labels.map(({ id }) => ({ id })),
    view: { at: 0, region: "canvas", sight: WHOLE, window: ALL_FRAMES },
    whyNot: "",
    set: vi.fn(),
    jump: vi.fn(),
    approve: vi.fn(),
    back: { busy: false, take: vi.fn() },
    verdict: { isPending: false, mutate: vi.fn() },
    ...what,
  } as unknown as Doubted
}

/** Press a key; the frame that is asked for then. */
function press(on: Doubted, key: string): number {
  const action = KEYS.get(key)
  if (!action) throw new Error(`${key} means nothing here`)
  ACTS[action.id](on, turn)
  return on.player.asked
}

/** Give the focus to a part of the page: a change, or the queue. */
function focus(part: string, change = ""): void {
  const row = { dataset: { change }, querySelector: () => ({ focus: vi.fn() }) }
  vi.stubGlobal("document", { activeElement: { closest: (asked: string) => (asked === part ? row : null) } })
}

beforeEach(() => focus("body"))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

describe("[P62] a reviewer goes to where to look by one key", () => {
  test("to the next frame of low confidence, of doubt, of another opinion, and around the end", () => {
    const low = record("low", { spans: [[10, 20]], source: "model", confidence: 0.3 })
    const sure = record("sure", { spans: [[30, 50]], source: "model", confidence: 0.9 })
    const other = record("other", { class_id: REPLAY.id, spans: [[45, 60]] })
    const same = record("same", { class_id: ATTACK.id, spans: [[30, 40]] })
    const on = review([low, sure, other, same], { doubt: [{ start: 70, end: 80, value: 0.9 }] })

    expect(["G", "G", "G", "G"].map((key) => press(on, key))).toEqual([10, 45, 70, 10])
    expect(["Shift+G", "Shift+G"].map((key) => press(on, key))).toEqual([70, 45])
  })

  test("where there is none, it is said, and the frame stays", () => {
    expect(press(review([record("sure", { source: "model", confidence: 0.9 })]), "G")).toBe(0)
    expect(say).toHaveBeenCalledWith("Nothing here is uncertain")
  })
})

describe("moving", () => {
  test("Shift and a bracket go from edge to edge, of what was and of what is", () => {
    const on = review([record("now", { spans: [[10, 20]] })], { changes: { before: [record("was", { spans: [[5, 100]] })], after: [record("now", { spans: [[10, 20]] })] } })

    expect(["Shift+]", "Shift+]", "Shift+]", "Shift+]"].map((key) => press(on, key))).toEqual([5, 10, 20, 99])
    expect(press(on, "Shift+[")).toBe(20)
  })

  test("arrows go one on in what has the focus: a frame, a change, a clip of the queue", () => {
    const on = review([record("a"), record("b")])

    press(on, "→")
    expect(step).toHaveBeenCalledWith(1)
    focus("[data-change]", "a")
    press(on, "→")
    press(on, "↓")
    expect(on.jump).toHaveBeenCalledTimes(2)
    expect(on.jump).toHaveBeenCalledWith(1)
    focus(".rv-queue")
    press(on, "←")
    press(on, "↑")
    expect(turn.mock.calls).toEqual([[-1], [-1]])
  })

  test("Home and End go to the ends of what has the focus", () => {
    const on = review([record("a"), record("b"), record("c")])

    expect(["End", "Home"].map((key) => press(on, key))).toEqual([99, 0])
    focus("[data-change]", "a")
    for (const key of ["End", "Home"]) press(on, key)
    expect(vi.mocked(on.jump).mock.calls).toEqual([[2], [0]])
    focus(".rv-queue")
    for (const key of ["End", "Home"]) press(on, key)
    expect(turn.mock.calls).toEqual([[Infinity], [-Infinity]])
    expect(on.player.asked).toBe(0)
  })
})

describe("looking", () => {
  test("plus and F are about the region that was used last", () => {
    const near = review([])
    const timeline = review([], { view: { at: 0, region: "timeline", sight: WHOLE, window: ALL_FRAMES } })
    for (const on of [near, timeline]) for (const key of ["+", "F"]) press(on, key)

    expect(vi.mocked(near.set).mock.calls).toEqual([[{ sight: { zoom: 1.5, x: 0, y: 0 } }], [{ sight: WHOLE }]])
    expect(vi.mocked(timeline.set).mock.calls.map(([change]) => Object.keys(change))).toEqual([["window"], ["window"]])
    expect(vi.mocked(timeline.set)).toHaveBeenLastCalledWith({ window: ALL_FRAMES })
  })
})

describe("a verdict", () => {
  test("is about the clip where no change has the focus, else about that change alone", () => {
    const on = review([record("a"), record("b")])
    press(on, "A")
    expect(on.verdict.mutate).toHaveBeenCalledWith({ verdict: "approve" })
    press(on, "X")
    expect(on.set).toHaveBeenCalledWith({ rejecting: true })

    focus("[data-change]", "b")
    press(on, "A")
    press(on, "X")
    expect(vi.mocked(on.approve).mock.calls).toEqual([[{ id: "b" }]])
    expect(vi.mocked(on.back.take).mock.calls.map(([change]) => change.id)).toEqual(["b"])
    expect(on.verdict.mutate).toHaveBeenCalledTimes(1)
  })

  test("is not given twice while the first is on its way, nor on one's own work", () => {
    const busy = review([record("a")], { back: { busy: true, take: vi.fn() }, verdict: { isPending: true, mutate: vi.fn() } })
    const own = review([record("a")], { whyNot: "This is your own work" })
    for (const on of [busy, own]) press(on, "A")
    press(own, "X")
    focus("[data-change]", "a")
    press(busy, "X")

    expect(busy.back.take).not.toHaveBeenCalled()
    for (const on of [busy, own]) expect(on.verdict.mutate).not.toHaveBeenCalled()
    expect(own.set).not.toHaveBeenCalled()
  })
})
