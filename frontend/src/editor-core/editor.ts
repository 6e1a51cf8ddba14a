/** One clip on the desk: its records, the playhead, what is selected, and everything one can do. */
import { createStore } from "zustand/vanilla"
import type { Clipboard } from "./copies"
import { apply, isEmpty, type Records, subject } from "./edits"
import { type ClipMedia, NO_MEDIA } from "./frames/media"
import { FrameSource } from "./frames/source"
import type { History, Turn } from "./history"
import type { Outbox } from "./outbox"
import { Presence } from "./presence"
import { existsAt } from "./records"
import { Store } from "./store"
import { Hand } from "./tools/hand"
import type { Annotation, Change, ClipFacts, Edit, LabelClass } from "./types"
import { type Asked, firstState, type ViewState } from "./viewState"

export interface Desk {
  readonly projectId: number
  readonly clip: ClipFacts
  readonly media?: ClipMedia
  readonly classes: readonly LabelClass[]
  /** Whether a clip has one class at most. */
  readonly single: boolean
  /** Whether the person may change labels here. */
  readonly writable: boolean
  readonly outbox: Outbox
  readonly history: History
  readonly clipboard: Clipboard
}

/** What the page around the editor can do. */
export interface Page {
  next(): void
  previous(): void
  submit(): void
  comment(): void
}

/** Holds one clip. React renders it, commands act on it. */
export class Editor {
  readonly store = new Store()
  readonly view = createStore<ViewState>(() => firstState())
  readonly player: FrameSource
  readonly hand = new Hand(this)
  private presence: { readonly records: Records; readonly index: Presence } | null = null
  private shown: { readonly view: Records; readonly preview: readonly Change[]; readonly records: Records } | null = null
  /** How wide the timeline's lanes are on screen, in pixels. */
  laneWidth = 900
  page: Page = { next: noop, previous: noop, submit: noop, comment: noop }

  constructor(readonly desk: Desk) {
    this.player = new FrameSource(desk.clip, desk.media ?? NO_MEDIA)
  }

  get clip(): ClipFacts {
    return this.desk.clip
  }

  /** The frame on screen. */
  get frame(): number {
    return this.player.shown
  }

  get state(): ViewState {
    return this.view.getState()
  }

  /** Change what is seen, not what is stored. */
  set(state: Partial<ViewState>): void {
    this.view.setState("selected" in state ? { handle: null, ...state } : state)
  }

  /** The records with what is being dragged. */
  get records(): Records {
    const { preview } = this.state
    const { view } = this.store
    if (preview.length === 0) return view
    // Many ask while something is dragged; the answer is made once.
    if (this.shown?.view !== view || this.shown.preview !== preview) this.shown = { view, preview, records: apply(view, preview) }
    return this.shown.records
  }

  get selected(): Annotation | undefined {
    return this.state.selected === null ? undefined : this.records.get(this.state.selected)
  }

  classOf(id: number): LabelClass | undefined {
    return this.desk.classes.find((labelClass) => labelClass.id === id)
  }

  /** The class behind a digit key. */
  classAt(hotkey: number): LabelClass | undefined {
    return this.desk.classes.find((labelClass) => labelClass.hotkey === hotkey && !labelClass.archived)
  }

  /** Classes of a kind that may still be used. */
  classesOf(kind: LabelClass["kind"]): LabelClass[] {
    return this.desk.classes.filter((labelClass) => labelClass.kind === kind && !labelClass.archived)
  }

  /** Shapes that are drawn on the frame, the topmost last. */
  shapesAt(frame: number): Annotation[] {
    if (!this.state.overlays) return []
    return this.tracksAt(frame)
      .filter((record) => this.isSeen(record))
      .sort((a, b) => a.z - b.z)
  }

  /** Whether a record is shown: not switched off, and not a guess where guesses are. */
  isSeen({ id, class_id, negative, source }: Annotation): boolean {
    const { guesses, unseen, unseenClasses } = this.state
    return !negative && (guesses || source !== "model") && !unseen.has(id) && !unseenClasses.has(class_id)
  }

  /** The class that a tool draws: the one picked last, else the first of its kind. */
  drawing(kind: LabelClass["kind"]): LabelClass | undefined {
    const classes = this.classesOf(kind)
    return classes.find(({ id }) => id === this.state.drawn[kind]) ?? classes[0]
  }

  private tracksAt(frame: number): Annotation[] {
    const { view } = this.store
    if (this.presence?.records !== view) this.presence = { records: view, index: new Presence(view, this.clip.frames) }
    const { preview } = this.state
    const settled = this.presence.index.at(frame)
    if (preview.length === 0) return settled
    const dragged = new Set(preview.map(subject))
    const moving = [...dragged].flatMap((id) => this.records.get(id) ?? [])
    return [
      ...settled.filter(({ id }) => !dragged.has(id)),
      ...moving.filter((record) => record.kind !== "tag" && existsAt(record, frame)),
    ]
  }

  /** Do something that can be undone: shown at once, kept, and sent. Answers whether it was done. */
  change(label: string, changes: readonly (Change | null)[]): boolean {
    const real = changes.filter((change): change is Change => change !== null && !isEmpty(change))
    if (real.length === 0 || !this.allowed()) return false
    this.desk.history.push({ label, changes: real })
    this.send(real)
    return true
  }

  /** Take the last step back, or do it again. Asks first where somebody else changed those records. */
  turn(direction: "undo" | "redo"): void {
    const turn = this.desk.history[direction](this.store.view)
    if (!turn || !this.allowed()) return
    if (turn.foreign) this.set({ question: { direction, label: turn.label } })
    else this.turnNow(direction, turn)
  }

  /** Undo or redo although somebody else changed those records since; or leave it. */
  answer(yes: boolean): void {
    const { question } = this.state
    this.set({ question: null })
    const turn = question && yes ? this.desk.history[question.direction](this.store.view) : null
    if (question && turn) this.turnNow(question.direction, turn)
  }

  /** Go to where a property is to be filled in, and say so there. */
  ask({ frame, ...asked }: Asked & { readonly frame: number }): void {
    const spans = this.store.view.get(asked.record)?.spans ?? []
    const first = spans.find(([, end]) => end > frame)?.[0] ?? frame
    this.player.seek(Math.max(frame, first))
    this.set({ selected: asked.record, keyframe: null, tab: "label", asked })
  }

  /** Say something in passing. */
  say(notice: string): void {
    this.set({ notice: { text: notice, at: Date.now() } })
  }

  private turnNow(direction: "undo" | "redo", turn: Turn): void {
    this.desk.history.move(direction === "undo" ? -1 : 1)
    const real = turn.changes.filter((change) => !isEmpty(change))
    if (real.length > 0) this.send(real)
  }

  /** Whether labels may be placed now; says why not. */
  allowed(): boolean {
    if (!this.desk.writable) this.say("You can look at this clip, but not change it")
    else if (!this.player.settled) this.say("This frame is still loading")
    return this.desk.writable && this.player.settled
  }

  private send(changes: readonly Change[]): void {
    const ids = changes.map(subject)
    const edit: Edit = { edit_id: crypto.randomUUID(), base: this.store.versions(ids), changes }
    this.store.propose(edit)
    const yours = ids.flatMap((id) => this.store.view.get(id) ?? [])
    void this.desk.outbox.post({ project: this.desk.projectId, item: this.clip.id }, edit, yours)
  }
}

function noop(): void {
  // The page says what these do once it is there.
}
