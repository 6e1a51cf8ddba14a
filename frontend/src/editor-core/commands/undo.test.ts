/** Whatever is done is undone, and done again: while the server answers or does not, and over reloads. */
import "fake-indexeddb/auto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Clipboard } from "../copies"
import { type Database, openDatabase } from "../database"
import { update } from "../edits"
import { Editor } from "../editor"
import { History } from "../history"
import { type Answer, Outbox } from "../outbox"
import { ATTACK, box, CLIP, GEOMETRIES, PLAYER, record, REPLAY, SHAPE_CLASSES, showFrame, track } from "../testing"
import { contents, Server } from "../testServer"
import type { Annotation, ShapeKind } from "../types"
import { command, COMMANDS } from "./registry"
import * as hand from "../tools/hand"

const GUESS = { source: "model", model_id: 4, confidence: 0.75 } as const
const TAG = (id: string, start: number, what: Partial<Annotation> = {}) => record(id, { spans: [[start, start + 10]], ...what })
const TRACKS = SHAPE_CLASSES.map(({ id, kind }) =>
  track(kind, { 0: GEOMETRIES[kind as ShapeKind], 30: GEOMETRIES[kind as ShapeKind] }, { kind, class_id: id }),
)
const FIRST = [...TRACKS, TAG("mine", 10), TAG("cut", 40, { source: "import" }), TAG("guess", 60, GUESS), track("seen", { 0: box(9) }, GUESS)]

let databases = 0

/** One person at one clip: what the browser keeps outlives the page, and the server answers when it is let. */
class Desk {
  private readonly clipboard = new Clipboard()
  private letters: (() => void)[] = []
  private outbox!: Outbox
  editor!: Editor

  private constructor(
    readonly server: Server,
    private readonly database: Database,
  ) {}

  static async at(records: readonly Annotation[]): Promise<Desk> {
    const desk = new Desk(new Server(records), await openDatabase(`undo-${(databases += 1)}`))
    await desk.reload()
    return desk
  }

  /** What is on its way arrives, and nobody hears of it. */
  lose(): void {
    const [first] = this.outbox.letters
    if (first && this.letters.length > 0) this.server.take(first.edit)
  }

  /** The page anew; whoever waited there for an answer is gone. */
  async reload(): Promise<void> {
    this.letters = []
    const send = (_letter: unknown, edit: Parameters<Server["take"]>[0]) =>
      new Promise<Answer>((resolve) => this.letters.push(() => resolve(this.server.take(edit))))
    this.outbox = new Outbox(this.database, 1, send)
    await this.outbox.load()
    const history = new History(this.database, "1:7")
    await history.load()
    const classes = [ATTACK, REPLAY, PLAYER, ...SHAPE_CLASSES]
    const base = { projectId: 1, clip: CLIP, classes, single: false, writable: true } as const
    this.editor = new Editor({ ...base, outbox: this.outbox, history, clipboard: this.clipboard })
    const { store } = this.editor
    store.load(this.server.snapshot, this.outbox.pending(CLIP.id))
    this.outbox.hear({
      applied: (_item, applied) => store.merge(applied),
      rebased: (_item, edit) => store.replace(edit),
      dropped: (_item, editId) => store.withdraw(editId),
      moved: (_item, present) => store.learn(present),
    })
    showFrame(this.editor, 0)
  }

  /** The server answers all that is on its way; of one person's edits none clashes, and none is a lie. */
  async settle(): Promise<void> {
    while (this.outbox.letters.length > 0) {
      expect(this.outbox.letters.map(({ state, problem }) => [state, problem])).toEqual(this.outbox.letters.map(() => ["waiting", ""]))
      for (const answer of this.letters.splice(0)) answer()
      await new Promise((resolve) => setTimeout(resolve))
    }
  }

  /** Undo or redo all that there is; nobody else was here, so that nothing is asked. */
  async all(direction: "undo" | "redo"): Promise<void> {
    const can = () => (direction === "undo" ? this.editor.desk.history.canUndo : this.editor.desk.history.canRedo)
    while (can()) {
      expect([this.editor.turn(direction), this.editor.state.question]).toEqual([true, null])
    }
    await this.settle()
  }

  /** What everybody sees, once both sides agree. */
  get said() {
    const now = { records: contents(this.editor.store.view.values()), skips: this.editor.store.skips }
    expect(now).toEqual({ records: contents(this.server.rows.values()), skips: this.server.skips })
    return now
  }
}

const OURS = ["Label", "Draw", "Decide"]
/** These only look, or ask somebody who is not here. */
const QUIET = ["copy", "hole", "pick", "copy-over", "track", "assist"]
const ACTS = COMMANDS.filter(({ group, id }) => OURS.includes(group) && !QUIET.includes(id)).map(({ id }) => id)

const act = fc.record({
  kind: fc.constant("act" as const),
  id: fc.constantFrom(...ACTS),
  key: fc.nat(9),
  on: fc.nat(20),
  frame: fc.nat(CLIP.frames - 1),
  marks: fc.boolean(),
  drags: fc.boolean(),
  x: fc.nat(640),
  y: fc.nat(360),
})
const turn = fc.record({ kind: fc.constant("turn" as const), direction: fc.constantFrom("undo" as const, "redo" as const) })
const answer = fc.record({ kind: fc.constant("answer" as const) })
const reload = fc.record({ kind: fc.constant("reload" as const), arrived: fc.boolean() })
const step = fc.oneof({ weight: 6, arbitrary: act }, { weight: 2, arbitrary: turn }, { weight: 2, arbitrary: answer }, { weight: 1, arbitrary: reload })
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never

function perform(editor: Editor, { id, key, on, frame, marks, drags, x, y }: Act): void {
  const records = [...editor.store.view.keys()]
  showFrame(editor, frame)
  editor.set({ selected: records[on % Math.max(records.length, 1)] ?? null, keyframe: frame % 2 ? 30 : null })
  editor.set({ shots: { boundaries: [20, 55], keyframes: [null, null, null] } })
  if (marks) editor.set({ in: Math.min(frame, 50), out: 80 })
  const { when, run, keys } = command(id)
  if (!when || when(editor)) run(editor, keys[key % Math.max(keys.length, 1)] ?? "")
  // Whoever decides on a guess is led to the next one, whose picture comes by itself.
  showFrame(editor, frame)
  if (!drags) return
  hand.press(editor, { x, y }, false)
  hand.release(editor, { x: y, y: x / 2 }, false, true)
}

describe("undo and redo", () => {
  test("any sequence of edits and as many undos give the first state back, with answers and reloads between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const desk = await Desk.at(FIRST)
        const before = desk.said
        for (const one of steps) {
          if (one.kind === "act") perform(desk.editor, one)
          else if (one.kind === "turn") desk.editor.turn(one.direction)
          else if (one.kind === "answer") await desk.settle()
          else {
            if (one.arrived) desk.lose()
            await desk.reload()
          }
        }
        await desk.settle()
        await desk.all("redo")
        const after = desk.said
        await desk.all("undo")
        expect(desk.said).toEqual(before)
        await desk.reload()
        await desk.all("redo")
        expect(desk.said).toEqual(after)
      }),
      { numRuns: 80 },
    )
  }, 60_000)

  test("a model's guess that was deleted comes back after a reload as the same guess, and the steps before still fit", async () => {
    const desk = await Desk.at([TAG("guess", 60, GUESS)])
    const [first] = desk.server.rows.values()
    if (!first) throw new Error("There is a guess")
    desk.editor.change("Write", [update(first, { text: "blurred" })])
    const [guess] = desk.editor.store.view.values()
    if (guess) desk.editor.change("Delete", [{ removed: guess }])
    await desk.settle()
    await desk.reload()
    desk.editor.turn("undo")
    await desk.settle()
    expect(desk.said.records).toMatchObject([{ id: "guess", ...GUESS, text: "blurred" }])
    await desk.all("undo")
    expect(desk.said.records).toEqual(contents([first]))
  })

  test("a drawing that was undone is redone after a reload as the same record", async () => {
    const desk = await Desk.at([])
    const drawn = track("drawn", { 0: box(0) }, { version: 0 })
    desk.editor.change("Draw", [{ added: drawn }])
    await desk.all("undo")
    await desk.reload()
    await desk.all("redo")
    expect(desk.said.records).toEqual(contents([drawn]))
    expect(desk.server.rows.get("drawn")?.version).toBe(3)
  })
})
